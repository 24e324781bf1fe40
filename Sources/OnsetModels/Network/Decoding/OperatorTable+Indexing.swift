import OnsetCore

extension OperatorTable {
  /// Operators that pick or place elements by index.
  static let indexing: [String: Row] = [
    "Gather": { node throws(OnsetError) in
      DecodedOperation(.gather(axis: try node.integer("axis", default: 0)))
    },
    "GatherElements": { node throws(OnsetError) in
      DecodedOperation(.gatherElements(axis: try node.integer("axis", default: 0)))
    },
    "GatherND": { node throws(OnsetError) in
      DecodedOperation(.gatherND(batchDimensions: try node.integer("batch_dims", default: 0)))
    },
    "ScatterElements": scatterElements, "Scatter": scatterElements,
    "ScatterND": { node throws(OnsetError) in
      DecodedOperation(.scatterND(reduction: try node.text("reduction", default: "none")))
    },
    "Trilu": { node throws(OnsetError) in
      DecodedOperation(.triangle(isUpper: try node.flag("upper", default: true)))
    },
    "OneHot": { node throws(OnsetError) in
      DecodedOperation(.oneHot(axis: try node.integer("axis", default: -1)))
    },
    "NonZero": { _ throws(OnsetError) in DecodedOperation(.nonZero) },
    "SequenceAt": { _ throws(OnsetError) in DecodedOperation(.sequenceAt) },
    "SplitToSequence": { node throws(OnsetError) in
      DecodedOperation(
        .splitToSequence(
          axis: try node.integer("axis", default: 0),
          keepsDimensions: try node.flag("keepdims", default: true)))
    },
    "SequenceConstruct": { _ throws(OnsetError) in DecodedOperation(.sequenceConstruct) },
    "SequenceEmpty": { _ throws(OnsetError) in DecodedOperation(.sequenceEmpty) },
    "SequenceInsert": { _ throws(OnsetError) in DecodedOperation(.sequenceInsert) },
    "SequenceErase": { _ throws(OnsetError) in DecodedOperation(.sequenceErase) },
    "SequenceLength": { _ throws(OnsetError) in DecodedOperation(.sequenceLength) },
    "ConcatFromSequence": { node throws(OnsetError) in
      guard let axis = try node.integer("axis") else {
        throw node.error("ConcatFromSequence needs an axis")
      }
      return DecodedOperation(
        .concatenateSequence(axis: axis, isNewAxis: try node.flag("new_axis")))
    },
    "Compress": { node throws(OnsetError) in
      DecodedOperation(.compress(axis: try node.integer("axis")))
    },
  ]

  private static let scatterElements: Row = { node throws(OnsetError) in
    DecodedOperation(
      .scatterElements(
        axis: try node.integer("axis", default: 0),
        reduction: try node.text("reduction", default: "none")))
  }
}
