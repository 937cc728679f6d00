package io.tillback.hook;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The name under which a store's listener is found. */
final class ListenerName {

    private ListenerName() {}

    /** Unique in a server, because applications' names are, and modules' names within one. */
    static ObjectName of(String application, String module) {
        String name = application.equals(module) ? application : application + "/" + module;
        try {
            return new ObjectName("io.tillback:type=RestoreListener,application=" + ObjectName.quote(name));
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("Cannot name the restore listener of " + name + ": " + e, e);
        }
    }
}
