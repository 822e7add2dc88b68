/** Layers and operators, and graphs of them, as a study file writes them. */
package org.evalgap.study.settings.layer;
