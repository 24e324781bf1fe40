import OnsetCore
import SwiftProtobuf

extension OperatorTable {
  /// Operators that make tensors from shapes, attributes or chance.
  static let construction: [String: Row] = [
    "Shape": { node throws(OnsetError) in
      DecodedOperation(
        .shape(start: try node.integer("start", default: 0), end: try node.integer("end")))
    },
    "Size": { _ throws(OnsetError) in DecodedOperation(.size) },
    "Range": { _ throws(OnsetError) in DecodedOperation(.range) },
    "EyeLike": { node throws(OnsetError) in
      let dtype = try node.integer("dtype").flatMap { ONNXDataType.dtype(Int32(clamping: $0)) }
      return DecodedOperation(.eyeLike(diagonal: try node.integer("k", default: 0), dtype: dtype))
    },
    "Constant": { node throws(OnsetError) in DecodedOperation(try constant(node)) },
    "ConstantOfShape": { node throws(OnsetError) in
      guard let value = try node.tensor("value") else {
        return DecodedOperation(.constantOfShape(.scalar(0)))
      }
      return DecodedOperation(.constantOfShape(try TensorContent.constant(value)))
    },
    "RandomNormalLike": { node throws(OnsetError) in
      DecodedOperation(
        .randomLike(
          isNormal: true, mean: try node.real("mean", default: 0),
          scale: try node.real("scale", default: 1)))
    },
    "RandomUniformLike": { node throws(OnsetError) in
      let low = try node.real("low", default: 0)
      let high = try node.real("high", default: 1)
      return DecodedOperation(
        .randomLike(isNormal: false, mean: (low + high) / 2, scale: (high - low) / 2))
    },
  ]

  /// A constant in any of the seven ways in which a node can give one.
  private static func constant(_ node: NodeAttributes) throws(OnsetError) -> Operation {
    if let tensor = try node.tensor("value") {
      return .constant(try TensorContent.constant(tensor))
    }
    if let value = try node.integer("value_int") {
      return .constant(
        ConstantTensor(dtype: .int64, shape: [], elements: .integers([value])))
    }
    if let values = try node.integers("value_ints") { return .constant(.list(values)) }
    if let value = try node.real("value_float") { return .constant(.scalar(value)) }
    if let values = try node.reals("value_floats") {
      return .constant(
        ConstantTensor(
          dtype: .float32, shape: Shape([values.count]), elements: .reals(values)))
    }
    return .unknown(domain: "", type: node.type)
  }
}
