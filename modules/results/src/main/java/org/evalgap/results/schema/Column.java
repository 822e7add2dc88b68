package org.evalgap.results.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a column of a result table means. The column's name is the record component's in snake_case. A component that is
 * an {@link org.evalgap.results.statistics.Estimate} makes three columns: its mean, and the ends of its interval with
 * {@code _lower} and {@code _upper} behind their name.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Column {

    /** One sentence: what the value is, and when it is absent. */
    String description();

    /** Unit of the value; empty when it is a name, an identifier or a count. */
    String unit() default "";

    /** Whether the value may be absent. A primitive component never is. */
    boolean nullable() default false;

    /** Of an estimate: which interval the ends are of, and when they are absent. */
    String interval() default "its interval; absent below two replicates";

    /** Of an estimate: the component's name behind which the mean stands, if that is not the component's own. */
    String mean() default "";
}
