package dev.traqo.cli.ui;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets through what the pages of this server ask for, and refuses what other pages in the same browser do: a trace
 * holds everything that was said to a model.
 *
 * <p>A name that an attacker points at this machine (DNS rebinding) is told by its {@code Host}; a request from another
 * page by {@code Origin} and {@code Sec-Fetch-Site}. Behind a proxy, {@code Host} must be the address that the proxy
 * connects to, which is what proxies send unless told otherwise. A server that listens on all addresses cannot know its
 * names, and takes any: there each request carries the token, which no rebound name gets. Immutable, safe for any
 * thread.
 */
final class Guard {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> hosts = new HashSet<>();
    private final boolean anyHost;

    /**
     * @param host as it was asked for
     * @param address what it stands for
     * @param port that is bound
     */
    Guard(String host, InetAddress address, int port) {
        this.anyHost = address.isAnyLocalAddress();
        Set<String> names = new HashSet<>(LOOPBACK);
        names.add(inAddress(host).toLowerCase(Locale.ROOT));
        names.add(inAddress(address.getHostAddress()));
        for (String name : names) {
            hosts.add(name + ":" + port);
            if (port == 80) {
                hosts.add(name);
            }
        }
    }

    /** The host as it stands in an address: IPv6 in brackets. */
    static String inAddress(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** @param page whether a page is asked for, which other pages may link to, and not what it shows */
    void check(Headers request, boolean page) {
        String host = host(request.get("Host"));
        if (!anyHost && !hosts.contains(host)) {
            throw new Refusal(
                    403,
                    "This server does not answer to the name '" + host
                            + "'; open the address that 'traqo ui' printed, or start it with --host.");
        }
        String origin = request.getFirst("Origin");
        if (origin != null
                && !origin.equalsIgnoreCase("http://" + host)
                && !origin.equalsIgnoreCase("https://" + host)) {
            throw foreign();
        }
        String site = request.getFirst("Sec-Fetch-Site");
        // Other ports of this machine are the same site, and none of our business.
        boolean ours = site == null || site.equals("same-origin") || site.equals("none");
        if (!ours && !(page && isLink(request))) {
            throw foreign();
        }
    }

    private static boolean isLink(Headers request) {
        return "navigate".equals(request.getFirst("Sec-Fetch-Mode"))
                && "document".equals(request.getFirst("Sec-Fetch-Dest"));
    }

    private static String host(@Nullable List<String> values) {
        if (values == null || values.size() != 1 || values.get(0).isBlank()) {
            throw new Refusal(400, "The request must have one Host header.");
        }
        return values.get(0).strip().toLowerCase(Locale.ROOT);
    }

    private static Refusal foreign() {
        return new Refusal(403, "Pages of other origins are not answered here.");
    }
}
