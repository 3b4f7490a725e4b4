// The points in the course of a workflow and its stages. `catalogue.ts` joins them.

import { AFTER_RESULTS, DECISION_RESULTS, FAILURE_RESULTS, OPERATION_RESULTS } from "./allowed-results.ts";
import { ENDING, FAILURE, optional, PARTIES, required } from "./fields.ts";
import type { HookPoint } from "./point.ts";

const WORKFLOW = {
  ...PARTIES,
  workflow_id: optional("string", "This course of the workflow."),
  workflow_name: optional("string", "Name of the workflow."),
} as const;

const STAGE = {
  ...WORKFLOW,
  stage: required("string", "Name of the stage."),
  stage_index: optional("integer", "Place of the stage in the workflow, from 0."),
} as const;

const INPUT = optional("any", "What it works on.");
const OUTPUT = optional("any", "What it produced.");
const STATE = optional("any", "What the workflow has produced so far.");
const CHECKPOINT_ID = optional("string", "The recorded copy of the workflow's state.");
const CURRENT_STAGE = optional("string", "The stage the workflow has reached.");

/** The course of a workflow. */
export const WORKFLOW_POINTS = [
  {
    name: "BeforeWorkflowStart",
    group: "workflow",
    summary: "Fires before a workflow starts.",
    mode: "gate",
    fields: { ...WORKFLOW, input: INPUT },
    primary: "input",
    allowed: OPERATION_RESULTS,
    after: "AfterWorkflowComplete",
    failure: "WorkflowError",
    aliases: [],
    example: { workflow_id: "run-1", workflow_name: "publish", input: { article: "draft-4" } },
  },
  {
    name: "WorkflowStageTransition",
    group: "workflow",
    summary: "Fires before a workflow passes from one stage to the next.",
    mode: "gate",
    fields: {
      ...WORKFLOW,
      from_stage: optional("string", "The stage that has ended; absent before the first."),
      to_stage: required("string", "The stage that comes next."),
    },
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { workflow_id: "run-1", from_stage: "draft", to_stage: "review" },
  },
  {
    name: "BeforeWorkflowStage",
    group: "workflow",
    summary: "Fires before a stage of a workflow is run.",
    mode: "gate",
    fields: { ...STAGE, input: INPUT },
    primary: "input",
    allowed: OPERATION_RESULTS,
    after: "AfterWorkflowStage",
    failure: "WorkflowError",
    aliases: [],
    example: { workflow_id: "run-1", stage: "review", stage_index: 1, input: { text: "Sales rose." } },
  },
  {
    name: "AfterWorkflowStage",
    group: "workflow",
    summary: "Fires when a stage of a workflow has been run, before its output is used.",
    mode: "transform",
    fields: { ...STAGE, ...ENDING, input: INPUT, output: OUTPUT },
    primary: "output",
    allowed: AFTER_RESULTS,
    aliases: [],
    example: { workflow_id: "run-1", stage: "review", success: true, output: { approved: true } },
  },
  {
    name: "WorkflowCheckpoint",
    group: "workflow",
    summary: "Fires before a copy of a workflow's state is recorded to come back to.",
    mode: "gate",
    fields: { ...WORKFLOW, checkpoint_id: CHECKPOINT_ID, stage: CURRENT_STAGE, state: STATE },
    primary: "state",
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { workflow_id: "run-1", checkpoint_id: "checkpoint-2", stage: "review", state: { approved: true } },
  },
  {
    name: "WorkflowRollback",
    group: "workflow",
    summary: "Fires before a workflow goes back to an earlier state.",
    mode: "gate",
    fields: {
      ...WORKFLOW,
      checkpoint_id: CHECKPOINT_ID,
      stage: CURRENT_STAGE,
      state: STATE,
      reason: optional("string", "Why it goes back."),
    },
    primary: "state",
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { workflow_id: "run-1", checkpoint_id: "checkpoint-1", state: { approved: false }, reason: "review failed" },
  },
  {
    name: "AfterWorkflowComplete",
    group: "workflow",
    summary: "Fires when a workflow has come to its end, before its output is used.",
    mode: "transform",
    fields: { ...WORKFLOW, ...ENDING, input: INPUT, output: OUTPUT },
    primary: "output",
    allowed: AFTER_RESULTS,
    aliases: [],
    example: { workflow_id: "run-1", workflow_name: "publish", success: true, output: { url: "https://example.org/4" } },
  },
  {
    name: "WorkflowError",
    group: "workflow",
    summary: "Fires when a workflow or one of its stages has failed, before the error reaches the caller.",
    mode: "transform",
    fields: { ...WORKFLOW, ...FAILURE, stage: CURRENT_STAGE, stage_index: STAGE.stage_index, input: INPUT },
    primary: "error",
    allowed: FAILURE_RESULTS,
    aliases: [],
    example: { workflow_id: "run-1", stage: "review", error: "the reviewer did not answer" },
  },
] as const satisfies readonly HookPoint[];
