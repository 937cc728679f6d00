package io.tillback.web.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A value as the database prints it: JSON numbers and booleans are taken by their text, null is not. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface DatabaseValue {
    /** What a client who wrote null should write. */
    String onNull();
}
