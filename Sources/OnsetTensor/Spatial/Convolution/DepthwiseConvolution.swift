import COnsetKernels
import OnsetCore

/// Convolutions whose outputs see one channel each: direct loops, an image's channel at a time.
extension ConvolutionGeometry {
  func convolveDepthwise<Element: MatrixElement>(
    _ input: UnsafePointer<Element>, _ kernel: UnsafePointer<Element>,
    bias: UnsafePointer<Element>?, into output: UnsafeMutablePointer<Element>
  ) {
    nonisolated(unsafe) let (input, kernel, bias, output) = (input, kernel, bias, output)
    ParallelLoop.run(batch * outputChannels, threads: .max) { turn in
      let (image, channel) = turn.quotientAndRemainder(dividingBy: outputChannels)
      var window = window
      ArrayKernels.loops.depthwise(
        Element.dtype.kernelType, &window,
        input + (image * inputChannels + channel / groupOutputs) * inputPositions,
        kernel + channel * taps, bias.map { $0 + channel }, output + turn * outputPositions)
    }
  }

  func convolveDepthwiseBack<Element: MatrixElement>(
    _ output: UnsafePointer<Element>, _ kernel: UnsafePointer<Element>,
    into input: UnsafeMutablePointer<Element>
  ) {
    // With steps of 1 it is a convolution itself, whose outputs are each written once.
    if groupOutputs == 1, strides.allSatisfy({ $0 == 1 }) {
      let turned = Scratch<Element>(self.kernel.count)
      turn(kernel, into: turned.start)
      return mirrored.convolveDepthwise(output, turned.start, bias: nil, into: input)
    }
    nonisolated(unsafe) let (output, kernel, input) = (output, kernel, input)
    ParallelLoop.run(batch * inputChannels, threads: .max) { turn in
      let (image, group) = turn.quotientAndRemainder(dividingBy: inputChannels)
      var window = window
      let to = input + turn * inputPositions
      to.update(repeating: 0, count: inputPositions)
      for channel in (group * groupOutputs)..<((group + 1) * groupOutputs) {
        ArrayKernels.loops.depthwise_input(
          Element.dtype.kernelType, &window,
          output + (image * outputChannels + channel) * outputPositions, kernel + channel * taps, to
        )
      }
    }
  }

  func correlateDepthwise<Element: MatrixElement>(
    _ input: UnsafePointer<Element>, _ output: UnsafePointer<Element>,
    into kernel: UnsafeMutablePointer<Element>
  ) {
    nonisolated(unsafe) let (input, output, kernel) = (input, output, kernel)
    ParallelLoop.run(outputChannels, threads: .max) { channel in
      var window = window
      var sums = [Double](repeating: 0, count: taps)
      for image in 0..<batch {
        ArrayKernels.loops.depthwise_kernel(
          Element.dtype.kernelType, &window,
          input + (image * inputChannels + channel / groupOutputs) * inputPositions,
          output + (image * outputChannels + channel) * outputPositions, &sums)
      }
      for tap in 0..<taps { kernel[channel * taps + tap] = Element(sums[tap]) }
    }
  }
}
