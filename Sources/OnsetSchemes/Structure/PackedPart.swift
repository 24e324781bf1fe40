import OnsetCore

/// One packed part of a weight, such as a gate, seen as a weight of its own.
struct PackedPart {
  /// The part's name within the layout; empty for a weight that is not packed.
  let name: String
  /// The layout of the part alone.
  let layout: WeightLayout
  /// The shape of the part alone.
  let shape: Shape
}
