/**
 * Reports that people look at: a page of figures, charts and pictures as one HTML file, made by a
 * job at its end.
 *
 * <p>A {@link org.sparkddpm.jobs.report.Page} is plain data: a verdict, figures, and sections of
 * {@link org.sparkddpm.jobs.report.Block}s, which the jobs put together. {@link
 * org.sparkddpm.jobs.report.PageHtml} makes HTML of it by the templates in the resources' folder
 * {@code report}, with FreeMarker and Chart.js; {@link org.sparkddpm.jobs.report.ReportFile} writes
 * it. Knows nothing of Spark.
 */
package org.sparkddpm.jobs.report;
