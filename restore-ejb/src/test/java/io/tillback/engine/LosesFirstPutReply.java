package io.tillback.engine;

import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;

/** The answer to a conditional write is lost, and the client library sends it again, as the AWS SDK does by itself. */
final class LosesFirstPutReply extends ObjectStoreDecorator {
    LosesFirstPutReply(ObjectStore store) {
        super(store);
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] content, StorageClass storageClass) {
        super.putIfAbsent(key, content, storageClass);
        super.putIfAbsent(key, content, storageClass);
    }
}
