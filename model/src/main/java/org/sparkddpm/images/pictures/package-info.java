/** Pictures for people to look at, made of many images: contact sheets and animated GIFs. */
package org.sparkddpm.images.pictures;
