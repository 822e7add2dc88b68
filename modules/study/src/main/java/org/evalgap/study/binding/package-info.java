/**
 * Binds records to the objects of a study file by what stands on their components: reading, messages, bounds, defaults,
 * canonical text. It knows no setting.
 */
package org.evalgap.study.binding;
