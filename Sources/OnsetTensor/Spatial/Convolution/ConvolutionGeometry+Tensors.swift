import OnsetCore

/// The three maps of a geometry as operations on tensors. Each one's rule is the other two, so that
/// derivatives of any order stay among them.
extension ConvolutionGeometry {
  /// The convolution of an input by a kernel.
  func convolution(_ input: Tensor, _ kernel: Tensor, bias: Tensor? = nil) throws -> Tensor {
    let result = try made(output, like: input) { type, out in
      run(type, input, kernel, bias, into: out)
    }
    return result.recorded(from: [input, kernel] + (bias.map { [$0] } ?? [])) { context in
      let (x, w, c) = (context.inputs[0], context.inputs[1], context.cotangent)
      var results = [
        context.wanted[0] ? try transposedConvolution(c, w) : nil,
        context.wanted[1] ? try correlation(x, c) : nil,
      ]
      if bias != nil {
        let axes = [0] + Array(2..<c.rank)
        results.append(context.wanted[2] ? try c.sum(axes: axes) : nil)
      }
      return results
    }
  }

  /// The input's gradient, from an output and a kernel.
  func transposedConvolution(_ output: Tensor, _ kernel: Tensor) throws -> Tensor {
    let result = try made(input, like: output) { type, out in
      runBack(type, output, kernel, into: out)
    }
    return result.recorded(from: [output, kernel]) { context in
      let (y, w, c) = (context.inputs[0], context.inputs[1], context.cotangent)
      return [
        context.wanted[0] ? try convolution(c, w) : nil,
        context.wanted[1] ? try correlation(c, y) : nil,
      ]
    }
  }

  /// The kernel's gradient, from an input and an output.
  func correlation(_ input: Tensor, _ output: Tensor) throws -> Tensor {
    let result = try made(kernel, like: input) { type, out in
      runCorrelation(type, input, output, into: out)
    }
    return result.recorded(from: [input, output]) { context in
      let (x, y, c) = (context.inputs[0], context.inputs[1], context.cotangent)
      return [
        context.wanted[0] ? try transposedConvolution(y, c) : nil,
        context.wanted[1] ? try convolution(x, c) : nil,
      ]
    }
  }

  /// A tensor that `fill` writes, or zeros where there is nothing to sum.
  private func made(
    _ shape: Shape, like tensor: Tensor,
    _ fill: (any MatrixElement.Type, UnsafeMutableRawPointer) -> Void
  ) throws -> Tensor {
    guard shape.count > 0, output.count > 0, kernel.count > 0 else {
      return try Tensor.zeros(shape, dtype: tensor.dtype)
    }
    return try Tensor(shape: shape, dtype: tensor.dtype) {
      fill(tensor.dtype == .float64 ? Double.self : Float.self, $0)
    }
  }

  private func run<Element: MatrixElement>(
    _ type: Element.Type, _ input: Tensor, _ kernel: Tensor, _ bias: Tensor?,
    into out: UnsafeMutableRawPointer
  ) {
    let (x, w) = (input.pointer(Element.self), kernel.pointer(Element.self))
    let (b, y) = (bias?.pointer(Element.self), out.assumingMemoryBound(to: Element.self))
    if isDepthwise {
      convolveDepthwise(x, w, bias: b, into: y)
    } else {
      convolve(x, w, bias: b, into: y)
    }
  }

  private func runBack<Element: MatrixElement>(
    _ type: Element.Type, _ output: Tensor, _ kernel: Tensor, into out: UnsafeMutableRawPointer
  ) {
    let (y, w) = (output.pointer(Element.self), kernel.pointer(Element.self))
    let x = out.assumingMemoryBound(to: Element.self)
    if isDepthwise {
      convolveDepthwiseBack(y, w, into: x)
    } else {
      convolveBack(y, w, into: x)
    }
  }

  private func runCorrelation<Element: MatrixElement>(
    _ type: Element.Type, _ input: Tensor, _ output: Tensor, into out: UnsafeMutableRawPointer
  ) {
    let (x, y) = (input.pointer(Element.self), output.pointer(Element.self))
    let w = out.assumingMemoryBound(to: Element.self)
    if isDepthwise {
      correlateDepthwise(x, y, into: w)
    } else {
      correlate(x, y, into: w)
    }
  }
}
