"""Golden values of OnsetTensor's spatial operations, from PyTorch and ONNX's reference evaluator.

    python scripts/spatial_golden.py > Tests/OnsetTensorTests/Spatial/GoldenValues.swift
"""

import numpy as np
import torch
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

torch.set_default_dtype(torch.float64)
F = torch.nn.functional
def wave(shape, k):
    """Numbers that Swift can make too."""
    return np.round(np.sin(np.arange(int(np.prod(shape))) * k) * 2, 3).reshape(shape)


out=[]
def add(name, y):
    out.append({"name": name, "shape": list(y.shape), "values": np.asarray(y).ravel().tolist()})


x=torch.tensor(wave((1,4,6,5),1.3)); w=torch.tensor(wave((4,2,3,2),0.7)); b=torch.tensor(wave((4,),2.1))
add('conv', F.conv2d(F.pad(x,(1,0,0,2)),w,b,stride=(2,1),dilation=(1,2),groups=2))
wt=torch.tensor(wave((4,3,3,2),0.7)); bt=torch.tensor(wave((6,),2.1))
add('transposed', F.conv_transpose2d(x,wt,bt,stride=(2,3),padding=(1,0),output_padding=(1,2),groups=2,dilation=(2,1)))
x3=torch.tensor(wave((1,2,4,3,5),0.9)); w3=torch.tensor(wave((2,2,2,2,3),1.1))
add('conv3', F.conv3d(x3,w3,stride=(2,1,1),padding=(1,0,1)))
p=torch.tensor(wave((1,2,7,6),1.7))
v,i=F.max_pool2d(p,(3,2),(2,2),(1,0),(1,2),True,True)
add('max', v); add('maxPlaces', i+torch.arange(2).reshape(1,2,1,1)*42)
add('averageOutside', F.avg_pool2d(p,(3,3),(2,2),(1,1),ceil_mode=True,count_include_pad=False))
add('averageInside', F.avg_pool2d(p,(3,3),(2,2),(1,1),ceil_mode=True,count_include_pad=True))
add('lp3', F.lp_pool2d(p.abs(),3.0,(2,3),(2,1)))
r=wave((1,1,4,5),0.8)
def resize(name, sizes=None, scales=None, roi=None, **attrs):
    ins=['x','roi' if roi is not None else '', 'scales' if scales else '', 'sizes' if sizes else '']
    while ins[-1]=='': ins.pop()
    n=helper.make_node('Resize',ins,['y'],**attrs)
    vals=[helper.make_tensor_value_info('x',TensorProto.DOUBLE,None)]
    feed={'x':r}
    if scales: vals.append(helper.make_tensor_value_info('scales',TensorProto.FLOAT,None)); feed['scales']=np.array(scales,np.float32)
    if sizes: vals.append(helper.make_tensor_value_info('sizes',TensorProto.INT64,None)); feed['sizes']=np.array(sizes,np.int64)
    if roi is not None: vals.append(helper.make_tensor_value_info('roi',TensorProto.FLOAT,None)); feed['roi']=np.array(roi,np.float32)
    g=helper.make_graph([n],'g',vals,[helper.make_tensor_value_info('y',TensorProto.DOUBLE,None)])
    m=helper.make_model(g,opset_imports=[helper.make_opsetid('',19)])
    y=ReferenceEvaluator(m).run(None,feed)[0]
    add(name,y)
for c in ['half_pixel','asymmetric','align_corners','half_pixel_symmetric','pytorch_half_pixel']:
    for mode in ['nearest','linear','cubic']:
        resize(f'resize {mode} {c} up',sizes=[1,1,7,8],mode=mode,coordinate_transformation_mode=c)
        resize(f'resize {mode} {c} down',scales=[1,1,0.6,0.75],mode=mode,coordinate_transformation_mode=c)
for n in ['round_prefer_floor','round_prefer_ceil','floor','ceil']:
    resize(f'nearest {n}',scales=[1,1,1.5,2.5],mode='nearest',nearest_mode=n,coordinate_transformation_mode='half_pixel')
resize('cubic excluded',sizes=[1,1,7,3],mode='cubic',exclude_outside=1,cubic_coeff_a=-0.5)
resize('linear antialiased',sizes=[1,1,2,3],mode='linear',antialias=1)
resize('cubic antialiased',sizes=[1,1,2,3],mode='cubic',antialias=1)
resize('cubic antialiased excluded',sizes=[1,1,2,3],mode='cubic',antialias=1,exclude_outside=1)
resize('cropped',sizes=[1,1,3,4],roi=[0,0,0.4,-0.2,1,1,1.2,0.8],mode='linear',coordinate_transformation_mode='tf_crop_and_resize',extrapolation_value=7.5)
add('shuffle', F.pixel_shuffle(torch.tensor(wave((1,8,2,3),0.6)),2))
print('/// What PyTorch and ONNX give: name, shape and elements. Made by `scripts/spatial_golden.py`.')
print('enum GoldenValues {')
print('  static let text = """')
for case in out:
    print('    ' + '|'.join([case['name'], ' '.join(map(str, case['shape'])), ' '.join(f'{v:.9g}' for v in case['values'])]))
print('    """')
print('}')
