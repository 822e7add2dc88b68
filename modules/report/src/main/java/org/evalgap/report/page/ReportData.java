package org.evalgap.report.page;

/**
 * What a page shows.
 *
 * @param title name of the study, as it is: nothing in it is escaped
 * @param json everything else, as JSON that may stand inside an HTML script element
 */
public record ReportData(String title, String json) {}
