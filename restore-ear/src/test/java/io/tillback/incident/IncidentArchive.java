package io.tillback.incident;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tillback.demo.SampleStore;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.TestArchive;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Carries a replay into the server, with the clients that it uses. */
final class IncidentArchive {
    private IncidentArchive() {}

    static WebArchive war(String name) {
        return TestArchive.war(
                        name,
                        JsonMapper.class,
                        JsonFactory.class,
                        JsonAutoDetect.class,
                        Awaitility.class,
                        Matcher.class)
                .addPackage(IncidentArchive.class.getPackage())
                .addPackage(SampleStore.class.getPackage())
                .addClass(ServerEnvironment.class);
    }
}
