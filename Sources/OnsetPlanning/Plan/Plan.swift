import OnsetCore
public import OnsetModels
import OnsetSchemes

/// What will be done with every tensor that a model stores, and why.
///
/// A plan is data: it is printed, written as a recipe, sampled. Nothing of the model is missing from it:
/// every parameter has an entry, every other stored tensor is listed with the reason for leaving it.
public struct Plan: Sendable {
  /// The seed of all random streams.
  public var seed: UInt64
  /// The name of the scheme family or recipe that decided.
  public var source: String
  /// One entry per parameter, in the model's order.
  public var entries: [PlanEntry]
  /// Stored tensors that are not parameters.
  public var constants: [Network.StoredConstant]
  /// What the user should know about the model as a whole.
  public var remarks: [String]

  /// Makes a plan.
  public init(
    seed: UInt64, source: String, entries: [PlanEntry], constants: [Network.StoredConstant] = [],
    remarks: [String] = []
  ) {
    self.seed = seed
    self.source = source
    self.entries = entries
    self.constants = constants
    self.remarks = remarks
  }

  /// The number of elements that will be drawn or set.
  public var initializedCount: Int {
    entries.reduce(0) { $0 + ($1.scheme == nil ? 0 : $1.shape.count) }
  }

  /// The entries that no rule could decide; writing such a plan is refused.
  public var refusals: [PlanEntry] {
    entries.filter { if case .refuse = $0.decision { true } else { false } }
  }
}
