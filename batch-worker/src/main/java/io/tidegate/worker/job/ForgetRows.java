package io.tidegate.worker.job;

import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** Deletes what was set aside: it holds tokens, and nobody needs it any more. */
record ForgetRows(Imports imports, long importId, long owner) implements Tasklet {
  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
    imports.fence(importId, owner);
    imports.forget(importId);
    return RepeatStatus.FINISHED;
  }
}
