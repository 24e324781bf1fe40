import OnsetCore
import SwiftProtobuf

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads the small tensors of a graph into memory: shape arithmetic, indices, constants of formulas.
///
/// Large tensors are only described, so that a graph costs little memory whatever the size of its weights.
enum TensorContent {
  /// Integer tensors up to this many elements are read: index tables reach some tens of thousands.
  static let integerLimit = 1 << 18
  /// Real tensors up to this many elements are read: scalars, masks and short vectors of formulas.
  static let realLimit = 4096

  /// A tensor as a constant, with its elements when it is small and they are at hand.
  ///
  /// - Parameters:
  ///   - tensor: The message, perhaps without its data.
  ///   - stored: Where to read the data that the message lacks.
  /// - Throws: `OnsetError` when the shape or the type is impossible, or the data does not fit them.
  static func constant(
    _ tensor: Onnx_TensorProto, stored: StoredTensor? = nil
  ) throws(OnsetError) -> ConstantTensor {
    let place = tensor.name.isEmpty ? "a constant" : tensor.name
    let description = try description(of: tensor, place: place)
    let (dtype, shape) = (description.dtype, description.shape)
    var constant = ConstantTensor(
      dtype: dtype, shape: shape, elements: .stored(initializer: tensor.name))
    let limit = dtype.isFloatingPoint ? realLimit : integerLimit
    let isRead = dtype.isFloatingPoint || dtype.isInteger
    guard isRead, shape.count <= limit else { return constant }
    if let stored {
      // Unsigned numbers beyond 2^63 stay unread, like everything that shape arithmetic cannot use.
      if dtype.isFloatingPoint {
        constant.elements = .reals(try stored.doubles())
      } else if let values = ElementDecoder.integers(try stored.rawBytes(), of: dtype) {
        constant.elements = .integers(values)
      }
    } else if tensor.dataLocation != .external, let bytes = bytes(of: tensor, as: dtype) {
      guard bytes.count == description.byteCount else {
        throw OnsetError(
          .invalidFile, "\(bytes.count) bytes are stored for the shape \(shape) of \(dtype)",
          at: place, fix: "the file is damaged; export the model again")
      }
      constant.elements = elements(bytes, of: dtype) ?? constant.elements
    }
    return constant
  }

  private static func description(
    of tensor: Onnx_TensorProto, place: String
  ) throws(OnsetError) -> TensorDescription {
    guard let dtype = ONNXDataType.dtype(tensor.dataType) else {
      throw OnsetError(
        .unsupported, "its elements have the type \(ONNXDataType.name(tensor.dataType))", at: place,
        fix: "export the model with 8-bit or wider elements")
    }
    do throws(OnsetError) {
      let shape = try Shape(checking: tensor.dims.map { Int($0) })
      return try TensorDescription(name: tensor.name, dtype: dtype, shape: shape)
    } catch {
      throw error.within(place)
    }
  }

  private static func bytes(of tensor: Onnx_TensorProto, as dtype: DType) -> [UInt8]? {
    tensor.hasRawData ? [UInt8](tensor.rawData) : ONNXTypedFields.bytes(of: tensor, as: dtype)
  }

  private static func elements(_ bytes: [UInt8], of dtype: DType) -> ConstantTensor.Elements? {
    guard dtype.isFloatingPoint else {
      return ElementDecoder.integers(bytes, of: dtype).map { .integers($0) }
    }
    var values: [Double] = []
    return ElementDecoder.append(bytes, of: dtype, to: &values) ? .reals(values) : nil
  }
}

extension DType {
  /// Whether the elements are integers or truth values.
  fileprivate var isInteger: Bool {
    switch self {
    case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .bool: true
    default: false
    }
  }
}
