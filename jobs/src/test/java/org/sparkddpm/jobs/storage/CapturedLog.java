package org.sparkddpm.jobs.storage;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What a class logs between construction and closing. */
public final class CapturedLog extends AbstractAppender implements AutoCloseable {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level before;

  /** Of one class. */
  public CapturedLog(Class<?> type) {
    super("captured", null, null, false, Property.EMPTY_ARRAY);
    start();
    logger = (Logger) LogManager.getLogger(type);
    before = logger.getLevel();
    logger.addAppender(this);
    // After the appender: adding one gives the logger a configuration of its own.
    logger.setLevel(Level.INFO);
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
  }

  /** Level and message of each. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    logger.setLevel(before);
    stop();
  }
}
