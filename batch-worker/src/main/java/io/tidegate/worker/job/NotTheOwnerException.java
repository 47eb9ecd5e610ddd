package io.tidegate.worker.job;

/** Somebody else works on the import: this process was taken for dead, or was too slow. */
final class NotTheOwnerException extends RuntimeException {
  NotTheOwnerException(long importId, long registration) {
    super("import " + importId + " is not (any more) in the hands of registration " + registration);
  }
}
