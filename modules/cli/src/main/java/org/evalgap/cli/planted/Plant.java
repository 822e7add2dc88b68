package org.evalgap.cli.planted;

import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.study.reading.Study;

/**
 * A cause in one network.
 *
 * @param name of the plant
 * @param network it is in
 * @param cause what a diagnosis should name
 * @param study of one cell
 */
record Plant(String name, String network, LeadingCause cause, Study study) {}
