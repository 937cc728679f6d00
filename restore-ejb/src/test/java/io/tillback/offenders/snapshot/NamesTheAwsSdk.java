package io.tillback.offenders.snapshot;

import software.amazon.awssdk.services.s3.S3Client;

record NamesTheAwsSdk(S3Client client) {}
