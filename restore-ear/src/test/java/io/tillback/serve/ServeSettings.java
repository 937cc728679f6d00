package io.tillback.serve;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.postgresql.Driver;

/**
 * What the operator said in environment variables. {@code docs/OPERATIONS.md} describes them.
 *
 * @param url as JDBC has it, with its parameters
 * @param host that the server listens on, {@code *} for all
 * @param heap as the Java virtual machine has it, for example 512m
 * @param objects where snapshots go
 */
record ServeSettings(
        String url,
        String user,
        String password,
        String host,
        int port,
        AdminPassword adminPassword,
        String heap,
        Objects objects) {
    private static final int USUAL_PORT = 9080;
    private static final int HIGHEST_PORT = 65_535;
    private static final String USUAL_HEAP = "512m";
    private static final String USUAL_BUCKET = "tillback";
    private static final int PASSWORD_BITS = 100;
    private static final char UNREADABLE = '\uFFFD';

    /** Where snapshots go. */
    sealed interface Objects {
        <T> T match(Function<Folder, T> folder, Function<Server, T> server);

        /** An S3 server in this process keeps them as files. */
        record Folder(Path path, String bucket) implements Objects {
            @Override
            public <T> T match(Function<Folder, T> folder, Function<Server, T> server) {
                return folder.apply(this);
            }
        }

        /** @param endpoint as given; {@code aws} for AWS itself */
        record Server(String endpoint, String bucket) implements Objects {
            @Override
            public <T> T match(Function<Folder, T> folder, Function<Server, T> server) {
                return server.apply(this);
            }
        }
    }

    /** The password of the user {@code admin}. */
    record AdminPassword(String text, Origin origin) {
        enum Origin {
            GIVEN,
            GENERATED
        }

        @Override
        public String toString() {
            return origin.toString();
        }
    }

    /** Not the passwords. */
    @Override
    public String toString() {
        return url.replaceFirst("\\?.*", "") + " as " + user;
    }

    /**
     * Reads the variables.
     *
     * @throws RestoreException CONFIGURATION_INVALID, naming each that is missing or malformed
     */
    static ServeSettings read(Map<String, String> variables) {
        Reader reader = new Reader(variables);
        ServeSettings settings = new ServeSettings(
                reader.url(),
                reader.user(),
                reader.required("TILLBACK_STORE_PASSWORD", "the password of that role"),
                reader.find("TILLBACK_HTTP_HOST").orElse("127.0.0.1"),
                reader.port(),
                reader.find("TILLBACK_ADMIN_PASSWORD")
                        .map(given -> new AdminPassword(given, AdminPassword.Origin.GIVEN))
                        .orElseGet(ServeSettings::generated),
                reader.heap(),
                reader.objects());
        reader.requireNoRefusals();
        return settings;
    }

    private static AdminPassword generated() {
        String text = new BigInteger(PASSWORD_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
        return new AdminPassword(text, AdminPassword.Origin.GENERATED);
    }

    /** Collects refusals, so that an operator mends all of them at once. */
    private static final class Reader {
        private final Map<String, String> variables;
        private final List<String> refusals = new ArrayList<>();

        private Reader(Map<String, String> variables) {
            this.variables = variables;
            variables.forEach((name, value) -> {
                if (name.startsWith("TILLBACK_") && value.indexOf(UNREADABLE) >= 0) {
                    refusals.add(name + " holds letters that this locale cannot read: set LC_ALL=C.UTF-8");
                }
            });
        }

        private Optional<String> find(String name) {
            return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
        }

        private String required(String name, String what) {
            return find(name).orElseGet(() -> {
                refusals.add(name + " is not set: " + what);
                return "";
            });
        }

        private String url() {
            String url = required("TILLBACK_STORE_URL", "for example jdbc:postgresql://db.example:5432/shop");
            String shown = url.replaceFirst("\\?.*", "?…").replaceFirst("//[^/@]*@", "//…@");
            if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
                refusals.add("TILLBACK_STORE_URL = '" + shown
                        + "': must be a JDBC URL, for example jdbc:postgresql://db.example:5432/shop");
            } else if (!url.isEmpty() && Driver.parseURL(url, new Properties()) == null) {
                refusals.add(
                        "TILLBACK_STORE_URL = '" + shown
                                + "': the PostgreSQL driver cannot read it; write jdbc:postgresql://host:port/database?parameters");
            } else if (url.contains("${")) {
                refusals.add("TILLBACK_STORE_URL holds ${, which Open Liberty takes for a variable: write %24{");
            }
            return url;
        }

        private String user() {
            String user = required("TILLBACK_STORE_USER", "the role that Tillback signs in as");
            if (user.contains("${")) {
                refusals.add("TILLBACK_STORE_USER holds ${, which Open Liberty takes for a variable: rename the role");
            }
            return user;
        }

        private int port() {
            Optional<String> port = find("TILLBACK_HTTP_PORT");
            if (port.isEmpty()) {
                return USUAL_PORT;
            }
            if (port.get().matches("\\d{1,5}")) {
                int number = Integer.parseInt(port.get());
                if (number > 0 && number <= HIGHEST_PORT) {
                    return number;
                }
            }
            refusals.add("TILLBACK_HTTP_PORT = '" + port.get() + "': must be a whole number from 1 to " + HIGHEST_PORT);
            return USUAL_PORT;
        }

        private String heap() {
            String heap = find("TILLBACK_SERVE_HEAP").orElse(USUAL_HEAP);
            if (!heap.matches("[1-9]\\d{0,6}[kmgKMG]")) {
                refusals.add("TILLBACK_SERVE_HEAP = '" + heap + "': must be a size such as 256m or 2g");
            }
            return heap;
        }

        private Objects objects() {
            Optional<String> endpoint = find("TILLBACK_S3_ENDPOINT");
            if (endpoint.isPresent()) {
                String bucket = required("TILLBACK_S3_BUCKET", "the bucket at TILLBACK_S3_ENDPOINT for the snapshots");
                return new Objects.Server(endpoint.get(), bucket);
            }
            return new Objects.Folder(folder(), find("TILLBACK_S3_BUCKET").orElse(USUAL_BUCKET));
        }

        private Path folder() {
            String folder = find("TILLBACK_SERVE_FOLDER").orElse("");
            Path usual = Path.of(System.getProperty("user.home"), ".tillback", "objects");
            try {
                return folder.isEmpty() ? usual : Path.of(folder).toAbsolutePath();
            } catch (InvalidPathException e) {
                refusals.add("TILLBACK_SERVE_FOLDER = '" + folder + "': " + e.getReason());
                return usual;
            }
        }

        private void requireNoRefusals() {
            if (!refusals.isEmpty()) {
                throw new RestoreException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Cannot serve a store: " + String.join("; ", refusals),
                        "Set these environment variables and start again; docs/OPERATIONS.md explains each.");
            }
        }
    }
}
