package io.tillback.offenders.timeline;

import io.tillback.storage.ObjectStore;

record WritesObjects(ObjectStore store) {}
