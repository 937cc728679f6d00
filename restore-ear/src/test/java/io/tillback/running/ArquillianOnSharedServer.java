package io.tillback.running;

import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.api.event.ManagerStarted;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Starts the shared server before Arquillian reads {@code arquillian.xml}, which names it through properties. */
public final class ArquillianOnSharedServer implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Starter.class);
    }

    /** Told by Arquillian that it starts. */
    public static final class Starter {
        // Arquillian's own observer of this event reads arquillian.xml, with precedence 0.
        public void start(@Observes(precedence = 100) ManagerStarted event) {
            RunningServer server = SharedEnvironment.get().server();
            ServerDirectory directory = server.directory();
            System.setProperty("arquillian.liberty.home", directory.home().toString());
            System.setProperty(
                    "arquillian.liberty.user", directory.userDirectory().toString());
            System.setProperty("arquillian.liberty.server", directory.serverName());
            System.setProperty("arquillian.liberty.port", Integer.toString(server.port()));
        }
    }
}
