/**
 * The settings of a study as records. What a setting means, accepts and is by default stands on its component, once:
 * reading, checks, messages, the reference and trial ids follow from it.
 */
package org.evalgap.study.settings;
