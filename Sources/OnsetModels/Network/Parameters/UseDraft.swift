import OnsetCore

/// A use of a stored tensor while it is being recognised.
struct UseDraft {
  /// The operator that reads it.
  var consumer: Network.OperatorID
  /// The operator's input.
  var position: Int
  /// What it is used as.
  var role: ParameterRole
  /// The meaning of the stored axes, with groups and strides but without parts.
  var layout: WeightLayout
  /// The stored elements that are read.
  var region: [Range<Int>]
  /// Named blocks along the stored axis of outputs or features.
  var segments: [Segment] = []
  /// The linear operator whose outputs these are: the kernel's own, or the one before a bias.
  var linear: Network.OperatorID?
  /// Where the linear operator's output channels are stored: channel `channels.lowerBound + i` lies at
  /// `firstChannel + i` along the stored axis.
  var channels: Range<Int>?
  /// The stored index of the first channel.
  var firstChannel = 0

  /// Blocks of the whole tensor, where other uses read the others of them.
  var packed: [Segment] = []

  /// A named block along a stored axis.
  struct Segment: Hashable {
    /// What the block is: a gate, or the queries, keys or values.
    var name: String
    /// Where it is stored.
    var range: Range<Int>
  }

  /// The stored axis along which blocks are packed: the first of outputs, else the longest of features.
  var packedAxis: Int? {
    if let axis = layout.axes.firstIndex(of: .output) { return axis }
    let features = layout.axes.indices.filter { layout.axes[$0] == .feature }
    return features.max { region[$0].count < region[$1].count }
  }

  /// Joins another piece of the same tensor that the same input reads.
  mutating func merge(_ other: UseDraft) {
    region = zip(region, other.region).map {
      min($0.lowerBound, $1.lowerBound)..<max($0.upperBound, $1.upperBound)
    }
    segments += other.segments
  }

  /// The finished use, with its segments as parts where they fill what is read.
  ///
  /// What other uses read of the packed axis is named `rest`.
  ///
  /// - Parameter shape: The stored tensor's shape.
  func use(of shape: Shape) -> ParameterUse {
    var layout = layout
    layout.parts = parts(of: shape)
    return ParameterUse(
      consumer: consumer, position: position, role: role, layout: layout, region: region)
  }

  private func parts(of shape: Shape) -> [WeightLayout.Part] {
    if !packed.isEmpty { return packed.map { WeightLayout.Part($0.name, extent: $0.range.count) } }
    guard segments.count > 1, let axis = packedAxis else { return [] }
    let sorted = segments.sorted { $0.range.lowerBound < $1.range.lowerBound }
    var end = region[axis].lowerBound
    for segment in sorted {
      guard segment.range.lowerBound == end else { return [] }
      end = segment.range.upperBound
    }
    guard end == region[axis].upperBound else { return [] }
    let rest = (before: region[axis].lowerBound, after: shape[axis] - end)
    return (rest.before > 0 ? [WeightLayout.Part("rest", extent: rest.before)] : [])
      + sorted.map { WeightLayout.Part($0.name, extent: $0.range.count) }
      + (rest.after > 0 ? [WeightLayout.Part("rest", extent: rest.after)] : [])
  }
}
