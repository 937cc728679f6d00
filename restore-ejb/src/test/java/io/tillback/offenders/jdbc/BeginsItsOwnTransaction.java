package io.tillback.offenders.jdbc;

import jakarta.transaction.UserTransaction;

record BeginsItsOwnTransaction(UserTransaction transaction) {}
