/// Under which rules a model runs. Dropout is off in both.
public enum ExecutionMode: String, Hashable, Sendable, CaseIterable {
  /// As in training: BatchNorm normalizes with the statistics of the batch.
  case training = "train"
  /// As in use: BatchNorm normalizes with its running statistics.
  case evaluation = "eval"
}
