import OnsetCore

extension ParameterFinder {
  /// Names the blocks of kernels and biases whose outputs attention uses as queries, keys and values.
  mutating func recognisePackedProjections() {
    var found: [Network.OperatorID: [UseDraft.Segment]] = [:]
    for source in drafts.indices {
      for index in drafts[source].indices {
        let draft = drafts[source][index]
        guard let linear = draft.linear, let channels = draft.channels, draft.segments.isEmpty,
          draft.role == .kernel || draft.role == .bias
        else { continue }
        let blocks = found[linear] ?? PackedProjection(graph, linear).blocks()
        found[linear] = blocks
        drafts[source][index].segments = blocks.compactMap { block in
          let part = block.range.clamped(to: channels)
          guard !part.isEmpty else { return nil }
          let start = draft.firstChannel + part.lowerBound - channels.lowerBound
          return UseDraft.Segment(name: block.name, range: start..<start + part.count)
        }
      }
    }
  }
}
