package io.tillback.engine;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.notice.Listener;
import io.tillback.notice.Notice;
import io.tillback.notice.Receiver;
import java.util.ArrayList;
import java.util.List;

/** Hears of restores, and fails the first few times after that: its answer is lost. */
final class Hears implements Listener {
    final List<Notice> heard = new ArrayList<>();
    private final Receiver receiver;
    private final int failures;

    Hears(Receiver receiver, int failures) {
        this.receiver = receiver;
        this.failures = failures;
    }

    @Override
    public Receiver receiver() {
        return receiver;
    }

    @Override
    public void tell(Notice notice) {
        heard.add(notice);
        if (heard.size() <= failures) {
            throw new RestoreException(ErrorCode.DELIVERY_FAILED, "Cannot tell the store: it is deaf", "Wait.");
        }
    }
}
