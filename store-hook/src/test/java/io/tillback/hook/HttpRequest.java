package io.tillback.hook;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;

/** A request as far as the hook looks at it; a user or header that is empty is none. */
final class HttpRequest {

    private HttpRequest() {}

    static HttpServletRequest of(String user, String header) {
        Map<String, Object> attributes = new HashMap<>();
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, args) -> switch (called.getName()) {
                    case "getUserPrincipal" -> user.isEmpty() ? null : (Principal) () -> user;
                    case "getHeader" -> Caller.HEADER.equals(args[0]) && !header.isEmpty() ? header : null;
                    case "getAttribute" -> attributes.get(args[0]);
                    case "setAttribute" -> attributes.put((String) args[0], args[1]);
                    default -> throw new UnsupportedOperationException(called.toString());
                });
    }
}
