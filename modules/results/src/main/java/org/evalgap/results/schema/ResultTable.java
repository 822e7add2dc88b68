package org.evalgap.results.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The table that a record is the schema of. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ResultTable {

    /** Its name: that of its directory in the output and of its view in SQL. */
    String name();

    /** What a row is. */
    String row();

    /**
     * Columns that the rows of all trials are sorted by, which together tell any two rows apart; empty for a table that
     * is made in its order.
     */
    String[] order() default {};
}
