package io.pipit.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A component of a settings record: one key of the configuration. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** The default, written as in a file. */
    String value();

    /** What it is for, in one sentence; appears in the documentation. */
    String help();

    /** Smallest allowed value of a number, size in bytes or duration in milliseconds. */
    long min() default Long.MIN_VALUE;

    /** Greatest allowed value of a number, size in bytes or duration in milliseconds. */
    long max() default Long.MAX_VALUE;
}
