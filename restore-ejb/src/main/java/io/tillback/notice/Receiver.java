package io.tillback.notice;

/**
 * Whoever is to hear of each restore.
 *
 * @param name tells it from others of the channel: the server whose stores they are; empty where there is one for all servers
 */
public record Receiver(NoticeChannel channel, String name) {
    public static final Receiver WEBHOOK = new Receiver(NoticeChannel.WEBHOOK, "");

    /** @param server unlike any other, and unlike itself after a new start: its stores' caches are empty then */
    public static Receiver storesIn(String server) {
        return new Receiver(NoticeChannel.STORE, server);
    }
}
