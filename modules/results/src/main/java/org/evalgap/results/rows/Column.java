package org.evalgap.results.rows;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a column of a result table means. The column's name is the record component's in snake_case. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Column {

    /** One sentence: what the value is, and when it is absent. */
    String description();

    /** Unit of the value; empty when it is a name, an identifier or a count. */
    String unit() default "";

    /** Whether the value may be absent. A primitive component never is. */
    boolean nullable() default false;
}
