/** What is done to a decoded image before a network sees it: torchvision's transforms. */
package org.evalgap.data.preprocessing;
