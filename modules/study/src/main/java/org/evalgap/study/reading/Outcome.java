package org.evalgap.study.reading;

import java.util.List;
import org.evalgap.study.problems.Problem;

/**
 * What reading a part of a trial gave.
 *
 * @param value what was read; of no meaning if there are problems
 * @param problems what is wrong
 */
record Outcome(Object value, List<Problem> problems) {}
