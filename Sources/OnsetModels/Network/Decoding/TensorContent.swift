import OnsetCore
import SwiftProtobuf

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads the small tensors of a graph into memory: shape arithmetic, indices, constants of formulas.
///
/// Large tensors and those in other files are only described, so that a graph costs little memory.
enum TensorContent {
  /// Integer tensors up to this many elements are read: index tables reach some tens of thousands.
  static let integerLimit = 1 << 18
  /// Real tensors up to this many elements are read: scalars and short vectors of formulas.
  static let realLimit = 4096

  /// A tensor as a constant, with its elements when it is small.
  ///
  /// - Throws: ``OnsetError`` when the shape or the type is impossible, or the data is too short for it.
  static func constant(
    _ tensor: Onnx_TensorProto, named name: String? = nil
  ) throws(OnsetError) -> ConstantTensor {
    let place = name ?? (tensor.name.isEmpty ? "a constant" : tensor.name)
    guard let dtype = DType(onnxCode: Int(tensor.dataType)) else {
      throw OnsetError(
        .unsupported, "the tensor's type has ONNX's number \(tensor.dataType), which is not supported",
        at: place, fix: "export the model with float, half, bfloat16 or double weights")
    }
    let shape: Shape
    do {
      shape = try Shape(checking: tensor.dims.map { Int($0) })
    } catch {
      throw error.within(place)
    }
    let stored = ConstantTensor(dtype: dtype, shape: shape, elements: .stored(initializer: place))
    let isReal = dtype.isFloatingPoint
    guard tensor.dataLocation != .external, shape.count <= (isReal ? realLimit : integerLimit) else {
      return stored
    }
    guard let elements = isReal ? reals(tensor, dtype) : integers(tensor, dtype) else { return stored }
    guard elements.count == shape.count else {
      throw OnsetError(
        .invalidFile, "the tensor has the shape \(shape) but holds \(elements.count) elements",
        at: place, fix: "export the model again")
    }
    return ConstantTensor(dtype: dtype, shape: shape, elements: elements)
  }

  /// The elements of an integer or boolean tensor, or `nil` for types that are not read.
  private static func integers(
    _ tensor: Onnx_TensorProto, _ dtype: DType
  ) -> ConstantTensor.Elements? {
    if tensor.hasRawData {
      let raw = [UInt8](tensor.rawData)
      switch dtype {
      case .int64: return .integers(load(raw, Int64.self).map { Int($0) })
      case .int32: return .integers(load(raw, Int32.self).map { Int($0) })
      case .int16: return .integers(load(raw, Int16.self).map { Int($0) })
      case .int8: return .integers(load(raw, Int8.self).map { Int($0) })
      case .uint64: return .integers(load(raw, UInt64.self).map { Int(clamping: $0) })
      case .uint32: return .integers(load(raw, UInt32.self).map { Int($0) })
      case .uint16: return .integers(load(raw, UInt16.self).map { Int($0) })
      case .uint8, .bool: return .integers(raw.map { Int($0) })
      default: return nil
      }
    }
    switch dtype {
    case .int64: return .integers(tensor.int64Data.map { Int($0) })
    case .uint64, .uint32: return .integers(tensor.uint64Data.map { Int(clamping: $0) })
    case .int32, .int16, .int8, .uint16, .uint8, .bool:
      return .integers(tensor.int32Data.map { Int($0) })
    default: return nil
    }
  }

  /// The elements of a real tensor, or `nil` for types that are not read.
  private static func reals(
    _ tensor: Onnx_TensorProto, _ dtype: DType
  ) -> ConstantTensor.Elements? {
    if tensor.hasRawData {
      let raw = [UInt8](tensor.rawData)
      switch dtype {
      case .float32: return .reals(load(raw, UInt32.self).map { Double(Float(bitPattern: $0)) })
      case .float64: return .reals(load(raw, UInt64.self).map { Double(bitPattern: $0) })
      case .float16:
        return .reals(load(raw, UInt16.self).map { Double(HalfFloat.float(float16Bits: $0)) })
      case .bfloat16:
        return .reals(load(raw, UInt16.self).map { Double(HalfFloat.float(bfloat16Bits: $0)) })
      default: return nil
      }
    }
    switch dtype {
    case .float32: return .reals(tensor.floatData.map { Double($0) })
    case .float64: return .reals(tensor.doubleData)
    case .float16:
      return .reals(
        tensor.int32Data.map { Double(HalfFloat.float(float16Bits: UInt16(truncatingIfNeeded: $0))) })
    case .bfloat16:
      return .reals(
        tensor.int32Data.map { Double(HalfFloat.float(bfloat16Bits: UInt16(truncatingIfNeeded: $0))) })
    default: return nil
    }
  }

  /// Little-endian integers, as ONNX stores them on every machine; a rest of too few bytes is left out.
  private static func load<Element: FixedWidthInteger>(
    _ bytes: [UInt8], _ type: Element.Type
  ) -> [Element] {
    let width = MemoryLayout<Element>.size
    return stride(from: 0, through: bytes.count - width, by: width).map { start in
      bytes.withUnsafeBytes {
        Element(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: Element.self))
      }
    }
  }
}

extension ConstantTensor.Elements {
  /// How many elements were read.
  fileprivate var count: Int {
    switch self {
    case .integers(let values): values.count
    case .reals(let values): values.count
    case .stored: 0
    }
  }
}
