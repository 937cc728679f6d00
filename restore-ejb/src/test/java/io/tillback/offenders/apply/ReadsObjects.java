package io.tillback.offenders.apply;

import io.tillback.storage.ObjectReader;

/** An apply writes the plan that is in the database; it has no business in the bucket. */
record ReadsObjects(ObjectReader objects) {}
