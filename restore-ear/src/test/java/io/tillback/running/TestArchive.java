package io.tillback.running;

import java.io.File;
import java.net.URISyntaxException;
import java.util.List;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Web applications that carry tests into the server. */
public final class TestArchive {
    private static final List<Class<?>> LIBRARIES = List.of(Assertions.class, ByteBuddy.class);

    /** Test classes are no components: nobody reads their annotations to make {@code java:comp/env/jdbc/store}. */
    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <resource-ref>
                <res-ref-name>jdbc/store</res-ref-name>
                <res-type>javax.sql.DataSource</res-type>
              </resource-ref>
            </web-app>
            """;

    private TestArchive() {}

    /**
     * Makes an archive that holds AssertJ and knows {@code jdbc/store}; Arquillian adds the test, JUnit and itself.
     *
     * @param name without ".war"; on Open Liberty it is the context root too
     * @param ofMoreLibraries one class of each further library that the test uses
     */
    public static WebArchive war(String name, Class<?>... ofMoreLibraries) {
        File[] libraries = Stream.concat(LIBRARIES.stream(), Stream.of(ofMoreLibraries))
                .map(TestArchive::jarOf)
                .toArray(File[]::new);
        return ShrinkWrap.create(WebArchive.class, name + ".war")
                .addAsLibraries(libraries)
                .setWebXML(new StringAsset(WEB_XML));
    }

    private static File jarOf(Class<?> type) {
        try {
            return new File(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot find the jar of " + type, e);
        }
    }
}
