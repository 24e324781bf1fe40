public import OnsetCore
public import OnsetModels

/// Carries out a plan: draws every tensor and writes the model's weights, whole or not at all.
///
/// A `.safetensors` file gets every parameter under its framework's name, kept ones included, in the
/// framework's orientation; where the exporter stored several equal parameters once, each is written. An `.onnx` file is the model with new initializers and nothing else changed.
public struct InitialWeightsWriter: Sendable {
  private let model: ONNXModel
  private let plan: Plan
  private let threads: Int?

  /// Reports progress as elements done and elements in all.
  public typealias Progress = (_ done: Int, _ total: Int) -> Void

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - model: The file that was planned for; kept values come from it.
  ///   - plan: The plan.
  ///   - threads: At most so many threads, or `nil` for all cores; the bits do not depend on it.
  public init(model: ONNXModel, plan: Plan, threads: Int? = nil) {
    self.model = model
    self.plan = plan
    self.threads = threads
  }

  /// Writes the weights.
  ///
  /// - Parameters:
  ///   - target: The file and its format.
  ///   - dtype: The type to store in a `.safetensors` file, or `nil` for the model's own.
  ///   - progress: Told after each piece.
  /// - Throws: `OnsetError` when a scheme fails, a value does not fit the type, or the file cannot be
  ///   written; what was at the destination before is then untouched.
  public func write(
    to target: OutputTarget, dtype: DType? = nil, progress: Progress = { _, _ in }
  ) throws(OnsetError) {
    switch target.format {
    case .safetensors: try writeSafetensors(to: target.path, dtype: dtype, progress: progress)
    case .onnx:
      try target.check(dtype: dtype)
      try writeONNX(to: target.path, progress: progress)
    }
  }

  private func writeSafetensors(
    to path: String, dtype: DType?, progress: Progress
  ) throws(OnsetError) {
    let entries = entriesByName
    var descriptions: [TensorDescription] = []
    for (name, entry) in entries {
      let stored = entry.dtype.isInitializable ? dtype ?? entry.dtype : entry.dtype
      descriptions.append(try TensorDescription(name: name, dtype: stored, shape: entry.shape))
    }
    let total = descriptions.reduce(0) { $0 + $1.shape.count }
    var done = 0
    var writer = try SafetensorsWriter(path: path, tensors: descriptions, metadata: metadata)
    for description in writer.tensors {
      guard let entry = entries[description.name] else { continue }
      try writer.write(description.name) { (sink) throws(OnsetError) in
        let name = entry.isTied ? entry.name : ParameterName(description.name)
        if let sampler = EntrySampler(entry, name: name, seed: plan.seed, threads: threads) {
          try sampler.forEachPiece { (piece) throws(OnsetError) in
            try sink.append(Array(piece))
            done += piece.count
            progress(done, total)
          }
        } else {
          try copy(entry, to: &sink)
          done += entry.shape.count
        }
      }
      progress(done, total)
    }
    try writer.finish()
  }

  /// What to write under each name of the framework.
  private var entriesByName: [String: PlanEntry] {
    var entries: [String: PlanEntry] = [:]
    for entry in plan.entries { entries[entry.name.text] = entry }
    for entry in plan.entries {
      for name in entry.mergedNames where entries[name.text] == nil { entries[name.text] = entry }
    }
    return entries
  }

  private var metadata: [String: String] {
    ["format": "pt", "onset.seed": "\(plan.seed)", "onset.scheme": plan.source]
  }

  private func copy(_ entry: PlanEntry, to sink: inout TensorSink) throws(OnsetError) {
    let stored = try model.tensor(named: entry.initializerName)
    if !entry.isStoredTransposed, sink.description.dtype == entry.dtype {
      return try sink.append(stored)
    }
    let values = try stored.doubles()
    try sink.append(
      entry.isStoredTransposed ? values.transposed(as: entry.shape.transposed) : values)
  }

  private func writeONNX(to path: String, progress: Progress) throws(OnsetError) {
    var replacements: [String: ReplacementTensor] = [:]
    for entry in plan.entries where entry.scheme != nil {
      replacements[entry.initializerName] = replacement(
        for: entry, isTransposed: entry.isStoredTransposed)
      for copy in entry.copies {
        replacements[copy.initializerName] = replacement(
          for: entry, isTransposed: entry.isStoredTransposed != copy.isTransposed)
      }
    }
    try model.write(to: path, replacing: replacements)
    progress(plan.initializedCount, plan.initializedCount)
  }

  /// The drawn elements in the framework's orientation, or transposed.
  private func replacement(for entry: PlanEntry, isTransposed: Bool) -> ReplacementTensor {
    let sampler = EntrySampler(entry, seed: plan.seed, threads: threads)
    return ReplacementTensor { (sink) throws(OnsetError) in
      guard let sampler else { return }
      guard isTransposed else {
        return try sampler.forEachPiece { (piece) throws(OnsetError) in
          try sink.append(Array(piece))
        }
      }
      try sink.append(try sampler.values().transposed(as: entry.shape))
    }
  }
}

extension Array {
  /// The elements of a tensor of the given shape with its last two axes exchanged.
  func transposed(as shape: Shape) -> [Element] {
    guard shape.rank >= 2 else { return self }
    let rows = shape[shape.rank - 2]
    let columns = shape[shape.rank - 1]
    var result: [Element] = []
    result.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: Swift.max(1, rows * columns)) {
      for column in 0..<columns {
        for row in 0..<rows { result.append(self[start + row * columns + column]) }
      }
    }
    return result
  }
}
