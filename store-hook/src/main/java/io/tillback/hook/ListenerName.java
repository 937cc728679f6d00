package io.tillback.hook;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The names under which a store's listeners are found. */
final class ListenerName {

    private ListenerName() {}

    /** Unique in a server, because applications' names are, and modules' names within one. */
    static ObjectName of(String application, String module) {
        return of("RestoreListener", application, module);
    }

    /** A name of its own: Tillback finds by it which stores hear alerts. */
    static ObjectName ofAlerts(String application, String module) {
        return of("AlertListener", application, module);
    }

    private static ObjectName of(String type, String application, String module) {
        String name = application.equals(module) ? application : application + "/" + module;
        try {
            return new ObjectName("io.tillback:type=" + type + ",application=" + ObjectName.quote(name));
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("Cannot name the listener of " + name + ": " + e, e);
        }
    }
}
