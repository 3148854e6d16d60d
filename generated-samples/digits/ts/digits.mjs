// digits.ts
var modelName = "digits";
var memory = { arena: 33280, weights: 36544, fingerprint: 2126321574 };
function makeBuffers(arena, weights) {
  let end = 64;
  const next = (bytes) => (end += bytes) - bytes;
  return {
    image_ABCD_padded: new Float32Array(arena, 25088, 912),
    // image_ABCD_padded  f32[1,1,28,28] as ABCD+0,0,1:1,1:1
    relu1: new Float32Array(arena, 0, 6272),
    // /relu1/Relu_output_0  f32[1,8,28,28]
    pool1: new Float32Array(arena, 25088, 2048),
    // /pool1/MaxPool_output_0  f32[1,8,14,14] as ABCD+0,0,1:1,1:1
    relu2: new Float32Array(arena, 0, 3136),
    // /relu2/Relu_output_0  f32[1,16,14,14]
    pool2: new Float32Array(arena, 12544, 784),
    // /pool2/MaxPool_output_0, /Flatten_output_0  f32[1,16,7,7]
    weight: new Float32Array(weights, next(320), 80),
    // conv1.weight  f32[8,1,3,3]
    bias: new Float32Array(weights, next(64), 16),
    // conv1.bias  f32[8]
    conv2_weight: new Float32Array(weights, next(4608), 1152),
    // conv2.weight  f32[16,8,3,3]
    conv2_bias: new Float32Array(weights, next(64), 16),
    // conv2.bias  f32[16]
    dense_weight: new Float32Array(weights, next(31360), 7840),
    // dense.weight  f32[10,784]
    dense_bias: new Float32Array(weights, next(64), 16)
    // dense.bias  f32[10]
  };
}
function zero_halo_28x28(y) {
  for (let x = 0; x < 30; x++)
    y[x] = 0;
  for (let y_2 = 1; y_2 < 29; y_2++) {
    y[y_2 * 30] = 0;
    y[y_2 * 30 + 29] = 0;
  }
  for (let x = 0; x < 30; x++)
    y[x + 870] = 0;
}
function relayout_28x28(x, y) {
  for (let y_2 = 0; y_2 < 28; y_2++)
    for (let x_2 = 0; x_2 < 28; x_2++)
      y[y_2 * 30 + x_2 + 31] = x[y_2 * 28 + x_2];
}
function conv2d_relu_28x28_to_8x28x28_k3x3(x, w_, bias, y) {
  for (let oc_tile = 0; oc_tile < 2; oc_tile++) {
    for (let oy = 0; oy < 28; oy++) {
      for (let ox_tile = 0; ox_tile < 14; ox_tile++) {
        let acc_0_0 = 0;
        let acc_0_1 = 0;
        let acc_1_0 = 0;
        let acc_1_1 = 0;
        let acc_2_0 = 0;
        let acc_2_1 = 0;
        let acc_3_0 = 0;
        let acc_3_1 = 0;
        for (let ky = 0; ky < 3; ky++) {
          for (let kx = 0; kx < 3; kx++) {
            const x_v1 = x[(ky + oy) * 30 + ox_tile * 2 + kx];
            const w_v2 = w_[oc_tile * 36 + ky * 3 + kx];
            acc_0_0 += x_v1 * w_v2;
            const x_v3 = x[(ky + oy) * 30 + ox_tile * 2 + kx + 1];
            acc_0_1 += x_v3 * w_v2;
            const w_v4 = w_[oc_tile * 36 + ky * 3 + kx + 9];
            acc_1_0 += x_v1 * w_v4;
            acc_1_1 += x_v3 * w_v4;
            const w_v5 = w_[oc_tile * 36 + ky * 3 + kx + 18];
            acc_2_0 += x_v1 * w_v5;
            acc_2_1 += x_v3 * w_v5;
            const w_v6 = w_[oc_tile * 36 + ky * 3 + kx + 27];
            acc_3_0 += x_v1 * w_v6;
            acc_3_1 += x_v3 * w_v6;
          }
        }
        const bias_v7 = bias[oc_tile * 4];
        y[oc_tile * 3136 + oy * 28 + ox_tile * 2] = acc_0_0 + bias_v7 < 0 ? 0 : acc_0_0 + bias_v7;
        y[oc_tile * 3136 + oy * 28 + ox_tile * 2 + 1] = acc_0_1 + bias_v7 < 0 ? 0 : acc_0_1 + bias_v7;
        const bias_v8 = bias[oc_tile * 4 + 1];
        y[oc_tile * 3136 + oy * 28 + ox_tile * 2 + 784] = acc_1_0 + bias_v8 < 0 ? 0 : acc_1_0 + bias_v8;
        y[oc_tile * 3136 + oy * 28 + ox_tile * 2 + 785] = acc_1_1 + bias_v8 < 0 ? 0 : acc_1_1 + bias_v8;
        const bias_v9 = bias[oc_tile * 4 + 2];
        y[oc_tile * 3136 + oy * 28 + ox_tile * 2 + 1568] = acc_2_0 + bias_v9 < 0 ? 0 : acc_2_0 + bias_v9;
        y[oc_tile * 3136 + oy * 28 + ox_tile * 2 + 1569] = acc_2_1 + bias_v9 < 0 ? 0 : acc_2_1 + bias_v9;
        const bias_v10 = bias[oc_tile * 4 + 3];
        y[oc_tile * 3136 + oy * 28 + ox_tile * 2 + 2352] = acc_3_0 + bias_v10 < 0 ? 0 : acc_3_0 + bias_v10;
        y[oc_tile * 3136 + oy * 28 + ox_tile * 2 + 2353] = acc_3_1 + bias_v10 < 0 ? 0 : acc_3_1 + bias_v10;
      }
    }
  }
}
function zero_halo_8x14x14(y) {
  for (let c = 0; c < 8; c++) {
    for (let x = 0; x < 16; x++)
      y[c * 256 + x] = 0;
    for (let y_2 = 1; y_2 < 15; y_2++) {
      y[c * 256 + y_2 * 16] = 0;
      y[c * 256 + y_2 * 16 + 15] = 0;
    }
    for (let x = 0; x < 16; x++)
      y[c * 256 + x + 240] = 0;
  }
}
function max_pool2d_8x28x28_to_8x14x14_k2x2(x, y) {
  for (let c = 0; c < 8; c++) {
    for (let oy = 0; oy < 14; oy++) {
      for (let ox = 0; ox < 14; ox++) {
        let acc = -Infinity;
        for (let ky = 0; ky < 2; ky++)
          for (let kx = 0; kx < 2; kx++)
            acc = Math.max(acc, x[c * 784 + oy * 56 + ky * 28 + ox * 2 + kx]);
        y[c * 256 + oy * 16 + ox + 17] = acc;
      }
    }
  }
}
function conv2d_relu_8x14x14_to_16x14x14_k8x3x3(x, w_, bias, y) {
  for (let oc_tile = 0; oc_tile < 4; oc_tile++) {
    for (let oy = 0; oy < 14; oy++) {
      for (let ox_tile = 0; ox_tile < 7; ox_tile++) {
        let acc_0_0 = 0;
        let acc_0_1 = 0;
        let acc_1_0 = 0;
        let acc_1_1 = 0;
        let acc_2_0 = 0;
        let acc_2_1 = 0;
        let acc_3_0 = 0;
        let acc_3_1 = 0;
        for (let ic = 0; ic < 8; ic++) {
          for (let ky = 0; ky < 3; ky++) {
            for (let kx = 0; kx < 3; kx++) {
              const x_v1 = x[ic * 256 + (ky + oy) * 16 + ox_tile * 2 + kx];
              const w_v2 = w_[oc_tile * 288 + ic * 9 + ky * 3 + kx];
              acc_0_0 += x_v1 * w_v2;
              const x_v3 = x[ic * 256 + (ky + oy) * 16 + ox_tile * 2 + kx + 1];
              acc_0_1 += x_v3 * w_v2;
              const w_v4 = w_[oc_tile * 288 + ic * 9 + ky * 3 + kx + 72];
              acc_1_0 += x_v1 * w_v4;
              acc_1_1 += x_v3 * w_v4;
              const w_v5 = w_[oc_tile * 288 + ic * 9 + ky * 3 + kx + 144];
              acc_2_0 += x_v1 * w_v5;
              acc_2_1 += x_v3 * w_v5;
              const w_v6 = w_[oc_tile * 288 + ic * 9 + ky * 3 + kx + 216];
              acc_3_0 += x_v1 * w_v6;
              acc_3_1 += x_v3 * w_v6;
            }
          }
        }
        const bias_v7 = bias[oc_tile * 4];
        y[oc_tile * 784 + oy * 14 + ox_tile * 2] = acc_0_0 + bias_v7 < 0 ? 0 : acc_0_0 + bias_v7;
        y[oc_tile * 784 + oy * 14 + ox_tile * 2 + 1] = acc_0_1 + bias_v7 < 0 ? 0 : acc_0_1 + bias_v7;
        const bias_v8 = bias[oc_tile * 4 + 1];
        y[oc_tile * 784 + oy * 14 + ox_tile * 2 + 196] = acc_1_0 + bias_v8 < 0 ? 0 : acc_1_0 + bias_v8;
        y[oc_tile * 784 + oy * 14 + ox_tile * 2 + 197] = acc_1_1 + bias_v8 < 0 ? 0 : acc_1_1 + bias_v8;
        const bias_v9 = bias[oc_tile * 4 + 2];
        y[oc_tile * 784 + oy * 14 + ox_tile * 2 + 392] = acc_2_0 + bias_v9 < 0 ? 0 : acc_2_0 + bias_v9;
        y[oc_tile * 784 + oy * 14 + ox_tile * 2 + 393] = acc_2_1 + bias_v9 < 0 ? 0 : acc_2_1 + bias_v9;
        const bias_v10 = bias[oc_tile * 4 + 3];
        y[oc_tile * 784 + oy * 14 + ox_tile * 2 + 588] = acc_3_0 + bias_v10 < 0 ? 0 : acc_3_0 + bias_v10;
        y[oc_tile * 784 + oy * 14 + ox_tile * 2 + 589] = acc_3_1 + bias_v10 < 0 ? 0 : acc_3_1 + bias_v10;
      }
    }
  }
}
function max_pool2d_16x14x14_to_16x7x7_k2x2(x, y) {
  for (let c = 0; c < 16; c++) {
    for (let oy = 0; oy < 7; oy++) {
      for (let ox = 0; ox < 7; ox++) {
        let acc = -Infinity;
        for (let ky = 0; ky < 2; ky++)
          for (let kx = 0; kx < 2; kx++)
            acc = Math.max(acc, x[c * 196 + oy * 28 + ky * 14 + ox * 2 + kx]);
        y[c * 49 + oy * 7 + ox] = acc;
      }
    }
  }
}
function gemm_784_to_10_k784(x, w_, bias, y) {
  for (let column_tile = 0; column_tile < 2; column_tile++) {
    let acc_0 = 0;
    let acc_1 = 0;
    let acc_2 = 0;
    let acc_3 = 0;
    for (let k = 0; k < 784; k++) {
      const x_v1 = x[k];
      acc_0 += x_v1 * w_[column_tile * 3136 + k];
      acc_1 += x_v1 * w_[column_tile * 3136 + k + 784];
      acc_2 += x_v1 * w_[column_tile * 3136 + k + 1568];
      acc_3 += x_v1 * w_[column_tile * 3136 + k + 2352];
    }
    y[column_tile * 4] = acc_0 + bias[column_tile * 4];
    y[column_tile * 4 + 1] = acc_1 + bias[column_tile * 4 + 1];
    y[column_tile * 4 + 2] = acc_2 + bias[column_tile * 4 + 2];
    y[column_tile * 4 + 3] = acc_3 + bias[column_tile * 4 + 3];
  }
  let acc_0_2 = 0;
  let acc_1_2 = 0;
  for (let k = 0; k < 784; k++) {
    const x_v2 = x[k];
    acc_0_2 += x_v2 * w_[k + 6272];
    acc_1_2 += x_v2 * w_[k + 7056];
  }
  y[8] = acc_0_2 + bias[8];
  y[9] = acc_1_2 + bias[9];
}
var signature = {
  inputs: {
    image: { name: "image", dtype: "f32", shape: [1, 1, 28, 28], array: "Float32Array", length: 784 }
  },
  outputs: {
    score: { name: "score", dtype: "f32", shape: [1, 10], array: "Float32Array", length: 10 }
  }
};
var Digits = class {
  /** What computes. */
  engine = "ts";
  /** Where `run` puts results unless it is given other arrays. */
  outputs;
  buffers;
  /** Made by `load`. */
  constructor(weights) {
    this.buffers = makeBuffers(new ArrayBuffer(memory.arena), weights);
    this.outputs = { score: new Float32Array(10) };
  }
  /**
   * image f32[1,1,28,28] -> score f32[1,10].
   * Results go to `outputs`, this instance's own arrays unless others are given: those hold until the next `run`. Allocates nothing.
   * Throws a TypeError when a name, an element type or a length is not as the signature says.
   */
  run(inputs, outputs = this.outputs) {
    checkArray("input", "image", inputs, inputs.image, signature.inputs.image);
    if (outputs !== this.outputs) {
      checkArray("output", "score", outputs, outputs.score, signature.outputs.score);
    }
    const b = this.buffers;
    zero_halo_28x28(b.image_ABCD_padded);
    relayout_28x28(inputs.image, b.image_ABCD_padded);
    conv2d_relu_28x28_to_8x28x28_k3x3(b.image_ABCD_padded, b.weight, b.bias, b.relu1);
    zero_halo_8x14x14(b.pool1);
    max_pool2d_8x28x28_to_8x14x14_k2x2(b.relu1, b.pool1);
    conv2d_relu_8x14x14_to_16x14x14_k8x3x3(b.pool1, b.conv2_weight, b.conv2_bias, b.relu2);
    max_pool2d_16x14x14_to_16x7x7_k2x2(b.relu2, b.pool2);
    gemm_784_to_10_k784(b.pool2, b.dense_weight, b.dense_bias, outputs.score);
    return outputs;
  }
};
async function load() {
  const weights = new ArrayBuffer(memory.weights);
  const file = new Uint8Array(weights);
  decodeBase64(weightsParts, file);
  checkWeights(file, memory.fingerprint);
  return new Digits(weights);
}
function loadSync() {
  const weights = new ArrayBuffer(memory.weights);
  const file = new Uint8Array(weights);
  decodeBase64(weightsParts, file);
  checkWeights(file, memory.fingerprint);
  return new Digits(weights);
}
function checkArray(kind, name, given, array, expected) {
  if (array != null && array[Symbol.toStringTag] === expected.array && array.length === expected.length) return;
  const wanted = `${kind} "${name}" is ${expected.dtype}[${expected.shape.join(",")}]; expected ${expected.array} of ${expected.length}`;
  if (array === void 0) throw new TypeError(`${modelName}: ${wanted}, given ${Object.keys(given).join(", ") || "nothing"}`);
  const type = array === null ? "null" : array[Symbol.toStringTag] ?? typeof array;
  throw new TypeError(`${modelName}: ${wanted}, given ${type}${array?.length === void 0 ? "" : ` of ${array.length}`}`);
}
function checkWeights(file, fingerprint) {
  const words = new Uint32Array(file.buffer, file.byteOffset, Math.floor(file.length / 4));
  const isWeights = words[0] === 779382625 && words[1] === 829650039;
  if (!isWeights) throw new Error(`${modelName}: the weights do not start with "aot.wts1": this is another kind of file`);
  let hash = 2166136261;
  for (let i = 16; i < words.length; i++) hash = Math.imul(hash ^ words[i], 16777619);
  const hex = (n) => (n >>> 0).toString(16);
  const expect = (what, expected, given) => {
    if (expected >>> 0 === given >>> 0) return;
    throw new Error(`${modelName}: the weights do not belong to this program: expected ${what} ${hex(expected)}, given ${hex(given)}`);
  };
  expect("fingerprint", fingerprint, words[2]);
  expect("checksum", words[3], hash);
}
function decodeBase64(parts, target) {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const valueOf = new Uint8Array(128);
  for (let i = 0; i < 64; i++) valueOf[digits.charCodeAt(i)] = i;
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 4) {
      const a = valueOf[part.charCodeAt(i)];
      const b = valueOf[part.charCodeAt(i + 1)];
      const c = valueOf[part.charCodeAt(i + 2)];
      const d = valueOf[part.charCodeAt(i + 3)];
      target[at++] = a << 2 | b >> 4;
      target[at++] = b << 4 | c >> 2;
      target[at++] = c << 6 | d;
    }
  }
  return target;
}
var weightsParts = [
  "YW90Lnd0czGmF71+rkXYbYCOAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPyJQ78VgGe+jfJ0PjxgDr+CgEE+Y6+VP1BdKL8UE4K/UJprP6QYwb6ArtK+h5kKPjY5yD7b2xE/b6MVv2u5e792GQy+vNIDvxIRID1wwM2/9Kvfviplwz+VV/C9E3GdvmIEjj9JQU++7uIpP1CA6z6LgLo/ESKBvovisT9mNnS/DRNTvn++Tz+sJoO/iTFBv6XVJr8M1ha+BqBIPsB1YL6EICe/oUskvhuIk7/rbSO/YH+APR6JSj/eCoE/pB19P5zFob/GWcg9G1y8vnqFuL9GQE+/Vql/vwfcFr7nbzu/gR+GP4exuL4TIBK/6c9UPynuo7mO1ti+Uyigv9ttIL5eBMu9dA6wv6nZkb5iuK6/ajplP2oHcr/V1IG+WmyFPwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwzvCvlZB/75CQBC/l2SPv/iAgL+H3/27g9l7PEQNwT0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJL5jj2nWVg+VRruveJkLr7Bagu8XkdwvQRaOr4IgE+9Il6RPRN9G74vjQy+ApKsPerasrxAbrC+DZd8vZp1Mr4ad2+9SP4WvmIk1T4160Q9oQRyvgXAC70Wwju+QoFhvk+VIj6haPO+8AMHv66c2b4iwiK/eCJ5viczgD6k4PI+rb4XPzhw2b5Agye++CiCvjvliTwAz22+SnycvlKMvT3HJJk+gI3EPqUsCz0CyJQ9dfsuvn+D0b71WIa9gtrSvVeE6r1Xdqq9lvVwPow8Nj9TP9U+kjxjPQh8BD7ib6i+Wz3TvR6hpj7PODS+zDsHOyDDhD5kkcu9cluqvUqE/r6rT4E9Wt48Pt/IBL5DW+69KOzMPQZKUb0DpIW93cwxPg1j9L6hE2u+hRZ4vjmbhT0HgU29mxCpvjgAD7vFwt26+5zevFDWLj3Phby936WLvnJMTr5kXam+DVaDPRubA76fUmo9uFIWvSMW8L6pjX6+wzTivgu7zT4wMRQ/ntuvPly7DzzUMi4+jSf6Pg1xBL6z4b2+cbE0v6Oksb60crK+pGaBvqy8DD3BS1o+jyzEvUUAsb6N4+W+/o9UvlHbJT5oVto9ibWWvhRLSz/uf1Q+hOsOvwENYL48enI+/v+cvPwJwz78aua++xo6v2joZD/BW5G9ag/mvm01EjyZTCI9JS2JvgHbHb5ecfQ9LBDFvaTUrT66yuo+eZuJPgMhXr1OtZK+0HiHvo87KL5Kr1C/1x/TvnACBz5y4+Y9yeiFvq8F3Lu6kfc84zuGvauTJz4TwoA+D7xqvXezGr7oLGM+qOXhO0Cq17xe2p6+kzsFPkvUAz5GY/29RVSTvmI2JL5hYMs7WXOpviKEjzrH3+o9GgQXvcRiEb3szJa+s09uvsQd+z0/Pnq9LFCJPRHiGT1PngO9+2nWvZgsij2szy29LW6avhd4i75SCEC9SQKMPX50PL5WvIU+FS9KvjTvDL6YO9o9RPGJvXU5zb618cW9xoA4PkSzM757epK+RUrvvmgUqb2Lfra60412vvK7FL0WczU+vKwQP8hMAb6X1tW+x4WzPtZB1z1/a6a+7HIDvifl3TzOK8I+c6U7vtoKkj3Ue2g+O0g7vN+CRbs/8DC+a2S7PfZoZr4acse9jBYTPooi7z3TfIa7Bs7EPmTh/T18zSE+jUUSPsqO5L0L6x8+elmPPfKwxz3P7lG+Uu/ivflJ4L5Tx5e8f260vgapQb5lZFo+Pw2kvo2d9z5u2+M+Wt22vdlrDT5vHvo+zlyQveoXx7uFlFA+MyXxvjuWAjsr1f+9rwPkvV1CDj3Sr6K9eqPnviJnw77ktRA/wgEDv8lwTr4bKsq8mUlpvrf2Eb5ocHm+wwCfvKdUAzzTM6y90F3SvRyZTj3/4vO+U/9kPlCo7b44DPq9A7mevVT8uL6negS/1WSivuI5KD4Blw0+fpiwvSmQjD0jvBU+6UM3vmcWh77LGeY8b8ySvkk+i77TGNU9XFaBPuaHYj2Qhao9j+JzPWZBZ75d84o+nL2dveNGF74hwvk+1K4Hv1osUr6K86892UGgPFkSHz1atgE+QZ0JPoxbSz43nJK+LJQhvgDgCL4YNzm+iM1NvjYoDb6cbRO+CQmMvSBmDb1dI0s+jz6rPi/GgL72cKE9d/00PwjrzbvPEuO8NRdgvvT9cL6sm6y+OCkAPzfrtT1iIw2/0wAUv61zCz87cdg85slcvnDcKr65DL6+9KCAPcf6Zr6Bi6Q+c1A2PfuoVb2RXWg+8UE+Px3aB79QlgS/VT1GPG9Wr76QnAA+tbaTPbnyQ75SYtg+E2eSPs8Xhr1oUWe+3QNqPdiNHj7acBG+84gUPQg/6j1pGGQ+sjYnPl9QKT5e5TG+r8tOPvGIor6H7gO/TBJ/vmA9p769IOM9XyAXvoooyT54BBk9ZHBFvtXHAj4GAyi8v5Rnvkjqrrzr708+a+V0vk1vLr6wHOI9kQHIvjTOgT4HY7S+LyLxvf4tU765A4y+3WmmvsOSsb6EbSy/wpj2vpAvmr0fkgy/gxF/vqhvjL7etEc+GmRmPlB0Dr9eqwa9+6XQPiVDQT6jdKU+AEqiPhiTHT6yJb2++Zstv0JcI7+Kl7w8dYvOPRz9oL5dbvs8ssSGvov0Jr1Hqpu9rqsIPkRDF7/cep++xno0vW1pJL+fgCa//hOlvFpISr7Rggy95vGHPoHIVb7xaAa+qoxuPqv0g75NnQG+EHI6uyBisT2fFaY+tflivIQlZz+quA4/A/1LvtEIMz5yy/Q5GH8uvZhnp77Qx9S+lMuKvgsFzb049AQ+oeEQP82B5r05hDm9+GztvbZNq744SQa+UM7jvdP1KD4yrzO+9voNvc8GO74ZmSw9suivvWzo6734TDY+/z2APlb5NT91do2+2wWxvvStIT99g+y+k1tsvhKRrj3rqjY+k71KPaEUYb5tWUG/zar5vZEW6D40xTy/8vX4vmwjrz4i1fW+HkuHvhzAKr6egsS+H3iUPpo10r5JeGi+Wba5vtX2GT3lwik+LJu2vMcvK77o63e+XvMJP97Nvr5cvqa+3dIhvqnjEz00b6o9z0WEvRKmCT4AkLI7WHFGvrC/PT0AySG+zOsTPtQm9L2/G7y8VDvgveWFrr2EQ0Y88+95PjwVV77Mbg89VCzQvgrYW73cNjI+mycmP/ADBD1opJw9g1LlvUllQL8Tdjm/3oK3vRApsj4fW6c8sp7FPbF9jr7K8L0+OmzuPZABd712Xgm8vlXCvq4p6L1WBKW+H7lzPZzysz5t5Tm9axIIv2dei778wNO9G6IXv447tb5TG4E92sq4PsdWqL5+bC8+vpZQPxG/A74T9hS/QH0yv0hLkb0dRqy+oo0ovcVBTT1/V0W8ZkcePhvIBz6wtbI9/333vrXF+L4xPxq/0ZgLv7BEBL4Lo0E/R4+4PYE0tj6PY8M+/EVwvz2GVL/JFFG/MeTSviyAYD46zpc8uauyvZsHhj5pT4m9rNfhvYXYkr00/5O9R9t4PmptJL5mxsq8Ql41vmgKHr4kKlC+eXQFvas8VD+QfSU+dAGfvUm/U77Dml2+vgMhvv1sPb5H6IS9KRIkPhFQTb3OcyQ+4volvss47rxFWKc8Zc07vn21Gz5pOZI8WrigPRt1aL44ZkC+QAw+Oxf4jj4qvni9JfUVvqHoAL669V4+E/F9voQZCL9uze49CebBPmFyNb41wZO+YdT3PRr8dD0AH8M+WpmKvsVWTL73UQY/dl1EPuXiOj3CsP08tCKEvvhRq70j+nC9FX7tvSD2wD1IcL++FQzSPb0fyL4MZeS9fJWMvr/guL6gowK+8bujvQ3iwT2oUwa/9mjPvjlng72pi5G9d5XDPMuSJj5X8MQ9RoifPcmGkT2dA1I+AImDPeBzj76zSDu+TYWhvkIvuD13a1y9BJw/vau/Jz2KuV090aq3u61ltb0/3c4+A8cCP0B0Hr66cZU+UIIlPz7/rb4MO5O92hnnPs8VI773Xk2+R80VPqivdr5Fiqy9h+NsPvwXb713Mlk9bnljPv4uFz51fNK8nVvxvUyDrL7bJjU+Bwlevp/F1LxiQus9heTGPDRUvT4Kkei+ixe5vUhmlL3qprK9D2PLvj+a5b09vn++YeIgv7wSgb7zOC69eZnBPe0SGL6I8wc+MtY2PrHbML45WMW8+FajPlq0T70Bkt09NdDKvmmQfDsVx6M7+xfovrv4ibtVjsi+fFeBvTgpGz5YyYg+WVBsvrZoob59nqw9UNkOPrThgr7dsk++M1LOPtLuSr5POi++8hWrvJe2Er4sEBi+mteOvoRAbr4fUku+qMDOvi7rqr0gY7s+vwJVPq707r1jNP698JSiPV6IOb6nsYa+KlM8vkPcrL4Xi5a9ojpZPTXZkL40oCU+3e+bvK+Rgb2vSO49Plg6vo6NVb5HVpa+dbXUvvVwmz0zRNG+kb2OvpmYPr7w+UO+EkM+viFzYD7UjSc/eQ4Ev+XfGT99mte+TtSJvhczjzwIPga/mi/1vr7AXL6fVzY+VwWnPbYjmD4NgYi+lULKPlWSp76a8S++wyvbPNcsM79JfjQ+0+6svsGuIj6iCp2+q37ePjhyprw8HpC+Wn4XPnIE6L0yd7C9z1lQvfKITr0boBY/D678Pi7hg77+PqM9I6uQO/Lasb6kC20+M2KaPuFBqbu41T++HzqnvfnupL0qxwA8mTqDvZUIHb687sy5HzCgPfwDwb6wJBw8MvYhPhXhQz4RJCw+O4TsvbU4LT5if6Q5XBlUPUfpbT59UxW9YAY+PpBRTL4ic8y+EWWpO20Rgr5c50q9L4VcP49uob6K/jG+yU0pvrleCb64kKW+ZUySvr3daL3rOX++htpNvhX1hD0hIWm+4eowvoScwj7t3ZO+tO91PZPQrD2Siq++AXqVPrFWDD67prQ+uA3cPPGXp75i8VK6QKlyvjdsTb6wkrO+mY6lvh+qCD/adDG9tm+dvt5Bvb6DvYc8NfYyvkWYrL3DMJi7lzoSvgqXgT2yPhC+7gWnvhnCjz5zioQ+T90EvtHKbT7sCMa+uhPuvZVm4j3unTG+rGB/vrbFlz0sxCg+dLXmvecDRT71z+K8C6+nvdlKab6Vx7a+HG6NPawNT74P7KC9tUFcvrk1qzsWzN+9+odvvlzEbj1U/bC+XMw/Pj894z3Tgwk+6mSUvg/OLr7Ep32+bTAnPjtBhb7yU3M+a4X4PTE8rj1F7xU/JlypPXHtR76l0CY/iSygvgXMPT/Ibtc+0QtxPZ1PK79s/Eq+qiU/Pzx1GL4dUx++GgIbPLGXjb6TvJw+dcwAPuMA7b5/0KC91vfQPRTsCr+P/nU+3BHRPkr6j7/bbT8+vuFBvVANCb8KjuO+Hg/wvKVFg77daIO+yznsvuNHDD6u0YG+8+cJPiYJ0T4ko2+843kNvgpUIz/8v4c+oe2yvZQqAT6rOcG9ro6fvqmD/r7JQm6+eAAgPgdk6j11SKs95mkGvHzf7D2rnea+aQtXvjmTjD2Ddl69mYdivicaDr7ZU8A8xWbWPXmdJL6EICG+REhlvqNFtb3CQDy+CqY4PkVz2r0JN5C+1k4KvOWwkL272Ng9KLTNPe9MtT4T2zM+djBuvoBYsb2r3s++gNWMvuEpg76qvgK9aMS9viBMgjyKNwS+36tjPuDRMT3SaYa+I32fPmP0p75uNj8+2yzavYcJjz16dCQ9zKGVPs9CRr5MChK+TyAivv9GDDzzhZ++7PusPKctFD6rLnA9EbHtvcozqD7oBqW9rH7oPOqRgD6mppA9WrLGPTEPJ7yopbI8mg0evnSYDD4cSdW9hf1FvsDOdD5tfpS9gXcwvXV6hz1Usma+fintPf/6jb7Wmvi+4L+YvsXc/b082xy+HJyovqNc5L1FnQU/HulOPbH8o769AQ6+2U7+PQAXST44tDU9O7aCvvc/urq9jpI+i24JPr7tl7520D4++Nk0PQob5r76MVO+4FOOvZk5Dr1B8R0884oOPn2rVj+RG8s74csCv/FHxL1E+kK+oNKJvme6u77Z/LS9ndflPVG5bT0GsWe+hiVMvuXCdr7C7cu+nREAvtkBlb6bWQQ+/HMSP304C76hYSi+EvgLvp6Avj1ZwuO+KLVPvewW2r7H2L4+qoFzPtdKDT6QnR48SFeRvoX7073nt7+92nVTvjjCmD4UsRw+R+GXvb1J37xKgUM9uj2Gvo1zcD7etZ4+fqIAPv0Tbr0Q57o+FuOUvcBuhr41cXK+iirKPeI+gb7GSS0/6CmVvUJpzLyTT60+vdpSvd3hjr7pe829/bCrvl576rxhyAC+kBNEvSjrhT0433G+jnUSPMNkUr67Loi9ttfLvhsB2L7hkFq8WRIlPy/BrL36bIq+iLfZvXrwK7xNZ6S9A/b8vrauEr3VKX6+7jQjPgQRzr6eyDC/hGSBPrH2R74Zaww+cOxTPFBq075L4KC9v2hpvisME79plzK+dXCWvWus7L7y9qI9NaWXPt2s5b4VkBi/yIyWvWD8sL6p0Mi+1qlCv6vKeT7KK+c+EgyQvE1WB77QnFA+CPGtPa4eBj2kcY++0nlNvmwxBD6uRDi+Un2duyTLWbyd9NY+F1DqPe51rr1ftps+Omnovrua5r7W7Qu9T7R1vpguqr6+yxy/J61/vkbpEL+3JgG91uLcvT9aPz3XJ/q9dev6vcqMW78NDxs888OLvQj5hL54p0q8Ff0JPXOuvDoDbrS88kNoPHl+r7wVA329nj2PvHPBoDz9H2S9iuIVvjH4zbyugnm9MO0LvpFqWz1t9Ja8v35Evsy3DL49ynO9LNmBvRTSjL1qzu+86yORvCJAgb7+OA6/62vPvl45yT1Db1k6nf5NPJcU4LuieUW+3sMbvrg4kT5VlNQ+9bCUPWSwyz3DlVM+mopNPkLGET5zQvI9G5iKO2h99Tydciu9PJdFva9F9jzHUnE9TzEcvRvIoL2wgmS91ywbvE+am719zu294Ph8vkNJYDw9e588v/l2vKcr4zwM47u9jD07vrGXiD3pgPI8VGLUPgtqSbzysL48UAMpPVH8AL72bu+9ct8fPrKeiD4iNO49vVXVPM2xwDyG6ce8oP+8vrhdG7+Qi+O+rwJJvHy+P71iFHC8L5f8PVGlrj6x78W8iWKtvlgF072mobY9InIovQ2EFT5MdQ0+78kJvkmEg758GYe9MPiaPe5Epbx7bBi9rULBvYVL9r03xyo5z5IxPYd+wjxSWGG90v5lvX1dKz2vdP+8g/lwvTEvIL3Q2169veXrvUY3lb0abNM76/oIvbIdaT1LqRS9iOEnvbFctr1QSBO94WQxPfxm2D1pv3Q8JA1BvGEcFTww1429yjE+vaGp671vfyE9JBRYvCY6nT31edI8f7+RvfrkyD2m9bQ9x3gUvcqG/zy3B+W8TG/yPaicGD0O+RW9QxWgPNcZxjxvxd09tn3sPHYLjr1Z5Iq7GQhAPD1QCr34cl89vghkvcwIl72g7uq8qPMevCkoAr4y5Ge+mRRJvgI8Bb7QkfK8A2WLPfSkgr3GbhC9WuGIvSwAb72o1xg+2RnLPRdvmb3sHwM7+MwFPt6/87wcSZS9rIWTPruhKD5Ucu09PJ2SPdHp7Tybp2W99G+6vVfIhr7oCUg+2FyIvYhQiz3LxAK9nr3iPQbWED42Zk29u7z+va0HqD1Z3ea9NQ8pvXWSPz3iAhW+jmLKvTTKarxLERM9aSRGvCK9pD2ypl49VMuBPavspD3vUUi9VgMcve1OXr0HhdW9IbpPvmKeo73hS4C9dx6vu9UbhL1kHdm9hI5mvcXMWj5ALng9bXohPaT3Cr0CkC48Ivt9vmqpur0dFUQ+Epe1PsscYb1+7x69/cHGut15RT1swQK+4NJ+vrZD9b5mCiE9zFe5PCmY8D3tQjE9XJaZvq1DW74p1FE+BMUPPnxxLzvJdum8akLCO1h7zT7pLAI+3Cm/PQ4gvL1H6Yk6fTqfvQUSQT1b6lW9dEUJvqShSL2cJ5y9oC5nPfLy6LwoVku86j9kvUhibj0vtJc7EYCkPJDVkjtl+FC9TUMfvp5V0r79ZJS+LjD+vIiUNb54vw2+YXQvvaHWJb74q+i+k9QgvQgkjr5YpL696Q4avmUiFrtApeQ+klEYPLk+i720/J2+z4/CPlCgUr2ihVq9sta7PjqXIz9ANdm+TAC8Ptl2Iz7OV6a9RXkSPaCGkz5Job49rkRfvsbMrD7h0Wg+tawnvWAyrz0suIC8pcslvq39YL58oiW+0MgXvVPt3T0dbJG9pRy/PbXhIT3AY9a9Vd+tvV+jNr7cT9E8tE2uvQxBir3ibT+++Hq4vhpZ472vGoK+3hMCPckwyj3LMxS8+OyUvo7x3rzWeNK9dprIPhrdGj4RAQo9bSnHvfI8BTy/Uds+zT7cu0oNlT5gn8M+KAq/vOn0x70vSRE+GOnUPjfvsr6tfCq+DLPsPcjP57tPHI480QkePcaNlz7trca++lCZvvQdpTxpNxY+yuQ2va+3Oj2DyQI9e1QqvhTA2LxmbJa8WUN/PQCzhjvTj488GecEPVi5kTx3kQQ83/ZYvWp5Wr1dbqe7FnRFvbjRwTv3vZW+DDcRvpe7Yz24vV29lFM1vFzmUL7YLJy+RdsOvp7vqjxn3yQ9i8tKO6p9qL6Atcq+1KPEvYa+nL2+Pyq+kFAiPAm7hDy+cP2+z9oIv3+xJb9itwm/PaeYPdmmWD4nubs8hGTava8tkTmwvRg+NFuePo8dSD6jAUM9H025PRKBkD306lw+EsrgPinDAj7qSa49WWqIve4jET3HCka8SD1cvq+RLb4VUEc96Ct+vVHLYz1frII9GwbAPA0/9b0LYNe9MheRvRBo7z2vb2w9OSqOvZuiUT2mogw9WUyQvRT3IT21GIM+2myZPfzqn72WAFS9iUIHPcg6TT5eo5K+I7aHvRFzBDwoUFE6vDu9vBp7RD7ubQc9DGCBvu0V0L282/+9O7yBvZcpszxF9pu9uvDJu8ASDbzULsm9ci0vvXB17bzJAIm8y9OVvA57uLxuM8+8ScGIPWvwIrvnoXA96U0XvWhL1r0jB9m8Cu+Ku+hXVj3Wy/28c9ZdvOBJz72lXlK+wpXfPSy+nj3pCSM973lDvQzI/T1IZM+98I05vgAP5L1V/iu6o9bQPA3ys70gv1o+tI53vUKJ+72HgAo9mOeAPobsqD6IhLM8zA+mPYyHKj60rIs8yrL5vW40Tz68mUs9WWfhuxqbnT2tCj69mIYSPqyNWb6mlRA9XmesvHMkqTu7f9o8nhUAvhSS9b1X4ia+/+RjvSBTFD30yY48wKTvvW2MED040GQ9ksL1PcJOrj1ucFO9vhlXPHUQ170Vtmq+yXpXvvG1LL65QRG+iZePvlvWAbz3vhY9Ail7vouuIr5cfNE+5E0/PsBTzr5OSEG9rdTGO3WfYb5ji/C9vCVvPu6Mfzwnm+y9aNXhPXKphr3NoDq9+Os/PmKsQ7wnygO+6Od2PnNViT7y4QI+WUa+PXYzcj5asd++lR6CPSl8mT6bb6G9llAivOPsgz1ov+Y9AvtFvRIRYj3Dd2u7j4rCvDlwC72UO4i6yBkGPW92mL0akFM9rpGXPaMBHb0OoxW9E3fhvb26E710tus9mIDouwE4jzmA4Jw8q/4wPe4l/TwSRQE+vVgfPEbQyD7sq6o+ggZePaEI/zz3wYa9bdTNvU/87L35sIK9SfgNPtlquT1f1Z89c0Y4Owvyeb0ihJK+MepOvogs2D0uPRw+XnmKvei5qT27wOA+NSUHPuDRgz1j9K48jUTzPRHURj2s5+i8zjZ1PEj4G76ynBu+e57AvF6vVztw0SG9d0+BvF+QmrtcJLW9w9SmveCbhzwZzCo9TGmdvZ1CL7y0Gem9Ew23vqDfqr57nVo9uVKEPRYS+zxBNLk5N/mhPkCJL76y/aG+SJVxvlBTFj7U4wO88mloPnU++T4xOqw+Cf3pvmHrYL7ZK7Y9Fm4LPd8lyr1uE5U+9ErTPmUMxL6RAHe+x3QXPVkQhb2YMPi8WkgBPgt23r21RRe+3gEJvkYBOj1SQka8Dl8gveQrkzw8yZu8EQIGvYmxD70DEWQ9DB5+u9MxZjx/+488BpwIPYa4pztMns+9WXcMvPFnt7zL3by9je5DPQWMiD0NRSw9soOCvRdN8LxBYia9N/PMva0CHjxwqy8972aTvXw/h71dAs29v4F9PcCB6bx6N9Y7VDjRvCSBDr0CZCw9qML5PDfzfr3wfZk9z8YovAfgBz5ztBY9vjjPuw1maz1kHmg7F/TbPPTaBrxHJha7HTVePdqHvrx/Q+m7KrbOPNp0Oj2m44Y7wPgbvPLDSj3TuRG9I4yVvMMbnTy6Ts87VstHu3p5v7yckx89I1PsvKp7sD19eAq9cLo7vSkd8rwCFsa9P/OivKbFzb034EY91yKNPRktFz4covK8aU6Evafu+r3/bD6+hW8au3t5frwKa5y9MQuGvownk77aG/Q8n9uHvQ0FNz2AWPm7cLpQvg4TUj70fWw+TGUWvZHNHT1S45Q9Kd0vPWurEL0bUKE9sx/uPfCX7j2Yjfc8wjGpPU6oEL0m4By9ueC9vCQymz0FbWo99gx/vD4xhz2Blyy94jPfvZhEbr7yzXG+SPJ0PaHju736fWq9+L+pvSWfQr3jORa94iAiPtTEsj2cL+E9lOvjO14akr0qdfc9o7tKPmOclr5jfZa9dFkHPrxl0j0HgzG+q/KMPsgxNj03MHK+EC3PPvWooD1ZvDQ9gmCsveB8Gb66jFa+OPKfvdscmj6XihY9ytpRvVGW9bwn0PC9XJNKvnwlb74ZjuK9cN0uveMsh7wC+yM6BatEvUAZAD5RhOO8A5VJvo9irLxxC2w9mAHvPZNvGDz9LNK7DBAxPMc3ID0qWRg9jIyQPV3DrzshP4W8VynCvdlI3r1hjFO+goCYvdu1AD6sjYq9Xucbvj7uyLx9g0++w6w0vN7uBb5kwBG9ocaCvFESnL0+KU8+ZWZHPY7jsTzhGwq+xOkavRK/Kz1uruW9GAt3vqqW/r2AwAa+e0rPvUkkxz3Jwww9sUyoPXKXKT7URp4+MEppPbmr6D0W8fu7FMKuPSyJSTvLm9c9DtkQPqd0iD2iUk89MocjPAC8Dj1XI4c9SWK3PZiWUT6ioAw9jNkQPqmImD1s3406nq55vUUtt7yu9aK+LWH6vi/m472gEJ682/GjO6Czvb2pCiY+8C1HPiT2rb3KF5a+zqzgvY3KcT1NrEO+yIJEvm+PTb3CXnC++ginvl8w+b33EWQ9Ia66vU7ebL6Qu4i+mpvfPOGnjT7MtUw+g/hjuu24fT44ecQ+a4DVPr/Rhj42XxU+Ez0GPgFdUz044Ps8Ud51PF1dszzOwiY9RHOEPFNzGz1j5jC97d2yvJH0jb26BlK9nyiAPVZIwjznVMo8bIhLve5QJr1F1w8+g6wovhqwlLysDHQ93fOyvHuZtbx4OjM7faxfvfwbGb7FX3c8qvXovLBU+Dvp6SS9MVonPcy5Er6bXcE7D+cfPTXeUL3S6dS83rhBPciSGr7LIoi9L/2wPYs+Mrt+IKG6EMoMPfd/Vz26mL+8SYGIPmiDCT59IoQ9pUeCvfhEADxw5y+9b8qrvUiLpDwrtxg7PSHzvSFjFD37pG+99iK9PHXuQj3iLG+7FMgyPlJ7pD0jUac9D3a5PZPkRr3ojwe9hEtbPPoi8T2Cpeo9U1xTPHq4uL2d1oO9jKf1vSK6773rA5M+IM2uPfeUD76d3Qu7s2nbO+2wwb3sav+80hdau5vbqDwaEEe+BrFkvW6gnr34zjU8WZeuvTmb6j0hPVy+h49Lvb2Axb1q0yy9oyjKPWXLgLztc8M94EGfvSv3DD44ulC5srHPvL3rjD2dfOS8txLQu9PpUz2MYiQ9RSq3vC9DHD3rA7S9DXk0vd0RE76cPmq8IiJcvfzpGr1NA4C9v0OKPXf3xz3UTva+8BjZvlF5ir07NK+8ymXIvGr3KT2cU5W9dR+kvnjgEz5dP1q+DpHCOzWAD7z5FdK9t8Sxvh6Pgb6837K9WfDNvXH4hT1jZ0g9B4mnvrU8QL58spw+yVHuPbEstLz55Ge9w27APa1zvb219Ng85fbKPqfceT7rfy88kNi/vY7nLrob1KC7ISi0O618Hj7leje9wc9mvfqowT39ZKQ7eHzEOdxh6z1Hqw69XG+xOzmgjL2/uRA8nVZnPBzITr1s3vE91mtPPb7E2zzI6A0+Nrgyvbn82T1cdQu+OQ8yv09MAr/7k3k+VlXNveIXir1hbJK9+vanvUiMDL+6hYA9qCRZPvtOPL4ceDK84DsoPbvUdr7ddF++pykRPxX97L6mHx++vWhQPE5rK70efhe9VsQyPqRN7r2M6Ka+fowNvQoiOT39TEk9I9QePb3nFD6Atwm9GF7FOioQQT2JBbk9fRWnvd6Ftz3bh1e9EFASvfP61Tvx0Pu9KUgtvd5qIzzVRKO7uOHPPfDoFD4b+T8+XogmPp2r9z022Bu9ApABPNbJS7x57Io8SK/8PprxMb5eF4K+BVPRvLnuH71KHSS+1Vgxvs9HAz9Yt2G+lIB+vV+J/z2NZ7o9Tvq2vXqEib2NMr4+PLCDvpHjOL55UT09n/JrvUDJcb509Go+NDuFPs2KKz0UIh28LQ1OPVbr6z3g4MK9VJYhPi6etD2F52y9wmURPLuwkb1LAD89Y/UbPrIAdj4f45A+3EOYPaZbDD3TnAi7f4OSvIfnM74Sdz69Ky4UPvC0HT1NQKi96FqTPdsQX764Z+G7EBSKvrF4r764TkC+5V/tvRYhQr3TllK99KUOvkpa/b5xwJu9n3SmvosY0b1dCSo9SpobPhdGnz39VCy+pwWQPUlteb7Powi9P+IPPDh8S72Ykoy+upWGvrWQDL7888c9VNIQPPDkSD6yEsI+TQjEPhgG+D36e7k98nWdvdbjGT1S7E49zmIDPbQ7wz32tu09wuLaPSPfXz2hR1A9DUNDvZZKU73urxI8Ies2PgsDXDzIwA69VFHJvcznwjs8W3a9IrCGvUFmqDxxKmA+mTuavSWkZr15iWg9sbMWPL9HZb2gjMI9dHlBPuu3I76lutI774c0vZ/PR73yn8W95eZ9Pss+Jb0baBk9/lQfu51AQb2mdns8jjLqPclTbz7w7Ti7q14IPRHQKjqBm5u9aorvvE6+8b3rWWs9HY/zvDvdBzwjpwm9L5e9vPRBt7yT8Yy8N9sDPOBNCD2wLvM9p+rQPdcJo7ycUlU+wsEEPlw4MT7McPS8KBIhu4A5Xr3LcLu9RlaJve3CVL452WY+iU2Xve5t672r7Jk895vgvfAXfL5r640+Dw//vLcmJr6TuVy859JuvYi3H77SvHu+JbbwPpvt3z6XVgi+cPGovLmb+DzF+Ig8nq6LPMbvEj4Tcmc+wb5EPUQ2lb1PJZQ88kv2vYZ0iT2Sj7Q7Fi8kPRHpBj7qlQw967PpvOr1Fz2PHVa7FtoivK0RNz16xAW9YDyevZwaYr2P5029ry3SPaqLAT67ciA9VEH8PUkUgD1EYoC8qhKHPTMNHr5Wpy6+R2WvvleXl77dpzI+Xz+DvdN3jjy90UY8ptvfvjxShj3f69w+X46UvRyx8LtHjXU9TnUqvtvuqb2snwI/BSZxPo7ahL5hK4c869VvPnDLjT2qiYY+b2vYPswAsb7z2hK+CgE4uqFJlL3zUSg+Bb+tPh3Gkz6yrhY+rok9PWJrvT0Bmow90MqFu+z1nL3XKW289+qPPZZupjyXq3o80AqRPeTaxTymtWw+drcpPoJTFT0Mim+8v1tNPQlU6b1mlA+8ntKEPf5/czwjjpC95GBZvEwinztuXyK9iD8OvQmj1r0iJCe+yMjBvS4A3L32H6G9trxzPWYTer7cpkq+oR8Rvu9WDb6RQEO+cJeQPSClIz0ojAg+yTGKPWFoBj16oiy9A9WcOz4AnbztVUc9AWuAPaJBpL2yYkg8LemKO5V6g7wBLJw89RXGvIDbrz2A2Zg8whzfPIQg1D3IUUM+64bWPJjEhb1I7Ti97ebAvWkBj72sYrQ+a9VCPUCAmb1SLRa9K2O/vIT2OL7BnwK/LANBvjYggD1V5EK+i/pBvVXAJr10Rxi+r4iQvgvswz0typq+6D2Jvfvqmb2I37W9WXYXveLuOL46OjA/5Dl0vv8LoLzUNiy9j6eGPSJmJL5wzEA+eujYvTsdk7vbTAW89Q8mPErToL2CJ/I90awLvQcauDysFuY8W4Qvu/1NwDw/UAy9T5wrPT8m1LsCnBw6ty3fPYMd0j3zGiM9a/jUvLtmZz292xE9RFnxvJ/3Mrwkr9m9jjxkPEnrzjzqjhg+Lcg7PRsNhrxzy6Y9o4zoPKjI3juD2XA8tjYqvgnA7D0aAYe9GVuUvFZHqDwMGAS9fgaVvcT0M7x1QR090Ql9vTp2qj0pQ1U7btWwPRDjyTvhnBE9M/AAvboZjjyWo1i8FgwcPb68E72KcZw9J3TEuz9YtjxX8KC6els7PeY5lj0Y9zo9C9a6vRbs4j27Ow4+t1B6vL333zwaFRA9iPICPbtFNL6Pcby9f5UnvuZLGj3R5Ui+z2CpvWhPpbwsHsA9nSBPvqy1P71sQSO+kleCPY75aDz0Vb29gnqLvSXlOr5ODjO99E2HPGDTIT3gUxu9vRQzPfwA4r3iZIC9DCs8PffOAz5T5HG+u+7Ou6CuyzuHEEI+Xkt3PqFZxLyA4Bq+HjUbvij/krxvxaa9s2oYPeN9Nj7Z5sw9jm3kPOHglrvjSLk97ofkPAk6gj0b/7E9cSEVPs1fzTu0eEk9gtK+vC87iL3AxWy8zOpMvsv5xT5i+BY/UYwYPUycZz0ZAc89955mvTiL1L5Y4Ag+th5cPSOMZ72f21y74JmlPWxvrDzx0Au9mNz1PuvKhr2OcdW9NYpePOLuE72Kp4e+Jj5Uvl0+EL4dGEi9MvsFPG42LT0hDYa8jqFCvlJkDT1LDh4+JBEbPdBdQjwaOZ29zAMoPrv/jT3LEkc+d/piPulMAT5o5bk9GQIHPWakXzy4ZNU8X0R6PTP0/D0IUoC8LtAxPHuLo70u3DY9EdaxPYIeYj5fl+c9VDzHvB7Xlr5wuW26G3hhPdF7Oz45ARE+HCqfPibz1T3l9CS+hD5LvbZJn72Gs9S93CLXvZwSYb5DmdG9wvOAPf6FHz6wUJ+8s7WUPhBSuD74fkw+9JM0Pu75lT7S60w+K34uvYykOj2K1IA9I422vBYHO76cGwA+Sdr/PXUbOD2ktD69In3/vViFkb4kvDW+pHknPpImIr3tF4w9ZzrQPblLsD5dhu4+Jxn1Pges9ryfsaO8XUIHvY5ciT1V3Ko+jA/EPtoQbT7A7ie+tBO/vo23JTx32QG+yYmNve9UGD4Ex6m8PVNqvez3V72dooC9wJbkOQDHyL0DlsE9vYywvlW1oL7Dtu0+gaFzPeeInb6W+gy/616WvhfYFDzwqOQ+IePdPq8HZb3BaWu+F7PMvuDu0748dlI/+WyBPyATOT6t3NY8PstHPdADxL03ypa9+eZXvvSLfrzwT1k8N9SrvHJvBT6Ty449qj+QvQSzMTyvSek76QFivUnkvT0hxsm8vgKbvL1Tp7zihGI9JmRcPAwK1b2ZXye9BgYPvqgMDT4NSJA6onP/u8Z+1jxNica8sL5dPcdqyb3fUKG96QtwvHxJRT2zesI8xS29O1R0qTzuTge8YNU7Pdt0jz0HW5Q9ld26vKhjNr2tb7m9nYSMPTXUhj7CI3+9hmgaPj5IxT3zRnW9xCx6PY2pl7yT+ds8pPoJPanExjxGUB09cZuAPN8Tur2XY948RMymPfQDJjveUkg+9fV+PR6qkD1293W9fq2/Pckpxb1EmY2+UrvdPdGHRz6TBrq9t1qOvGSkq7yhl6q+JD3pvXMosT3tvzI+dxWVPQuoQz1XI/a96QQCvnc7OLuQ+hy+Y819PSnC2ryjYRS8YuyJPYWKBz5YCXg9hoSAvvOM270qFAM93JUVvFanGD6YFho9uz6FvuEwUL3BEyi+S84HvtV4jD3f+A08U4YMO5qQs7vSs0A9vjelPRcUtT1OgcQ4ltk4PrOCnT520Fg+QD1LPmu9pDwr6aO88QUnPv3cQz7GDL49ooxZPjFSNr0CQ6e+iXKKPC6Njz1CXsq+9VEtPpE8gr5QWsq+s2c2vhKuoLx1X1i9yPiLvspC9Dw0Nwq9e1dovWKpxj3IMti616SPvYSHbb705os9mjwHvfTjGT8UpVw+6I/PPAbpXr0qYZi94uwiPnwzJD5b1XQ+K/DGPfKSP72fMDi7heEkvm5MHr5Iqx2+yKKJvCgxvzySc2K661uUvTFKjz3TO029mLaLPT1bqjzpG3O9LW7OPFw4VjwhGAk+n1iKPls6ij6eM2a+7r6AvpGZvDwo6cU9Cy4rvsO33T6dtJe94OM2vdoMxj21opG9eoBwvdStmr7doQy/lyQevtZxOj6iJhE/SIenPboKyzzlpdk9K+0nPhBqtz70ysE+yRfFPn2iPj4AzpK8AQAJPkGhxT0/PYS+cpFbvkM4lb4f7cU9f8RGvTMPGb5sseK+QHH1vltzLr7DTde9L61guzIkpr0dFeU7ojFYPeG6fr3J/EU+O1OrvbBMQz0m9tq93Atlveo3Gb07JBm+CnKNvTeSFb4OeX89HfLMvQzFqDv9nYQ9ADVIvvYGqD6L9uQ+TIPGPrENqT0aF5W7qat6vQ/Cj76+m8Y9Hrk3vlrPGD6pNMm9jXYMvpFAtb5Dsoe+ioecvqj1O744GmW9b1T6vU1pa72x1xi975c7umgmiL7OUpw+5KiOvS5DFr2zRPA8eiM+PpjpuL2IWDW+hLGePUdRhr0a+Mc8wLtBO9WosruTZfY8zAGQvduJBb09IpS9VN0sPf0crTxZ7O49FKEmvcmOk705Xye+2RBqvVP5lj0dZOg+vmXxPjPoCz8+3Pq90FnVvkawJr4rf1i9Id4DPwoZFz91hLs+kT9EvqvvyrxbEX28lb5CvfAsnL7+UpK+Zqq6vQPq9T2mVCg/YyCPPZxqLj1Fr+Q+ma0bPrZ6vj1nybM+g4b5Pt2tMj0Ksqc9Er8kvbvDl7xEfBy8V1xIPke5C74l26G5wa8WveCsFz2yuCm+dRZFPVhoOb1VPBi+Z680vS/yCb1RSQq+o/SyvdQ9Ur0DjSY+kYvRPWv/7L1xA6w9I2xbvYz3RL65cKA9GbDkPacyxjyKQBi+XPZ1vaJNJT418IQ9RsNQPfTHKL4sS0Q7wf60vayzgL1YlHu9tbHHPYa8JT7m8308PmhzvfxnkTtNWP28M+pVvRGnSb66i029OjbTvDOrDr7TsMq8CFhAPQVhdbyKhga+8SC+vFW2wjuvBIQ9h46KvOLJVr08Yig9REpCPWdTWT6woDy9/C8OPNIblL0+uJC83uGgPdB507tuN4I9nCgJvj+xGzscAwO8YwykvQanSL4yELa8eVj6PY1PGjyhQ8C92hfEPVcqob7uxq6+/bjIvo/rzb04xP09h5bUPYvcsj16J8E9sWhyPo9kGr6v1Ua+R90UvSdr1ryDRKo9nmIyPpGooD7Uck0+3rS5vrEJUL7As2Y9PjYUPS7v8z3MpPq9A0QzvgjZIL5/V8q9EHGTPBwi3LyOvZg8dRPfvSVCSD26ezw6CmypvJflgT3bnYI9j64kPt2MAT/5YAM/1zYGPje4Rb1y6Ze9wJQUvh1KD70Ca4O8J+TqPhcghz0FJAu+qtj4vPzNLL1IOqe9LmgNvvHKPL7QYci+kOKKPP19hj4oFgq+XeCgPHr4EL3ATrm+YhUcvgnqAD64VS490cUjPatmaD1aAb09j/whPkajDD4CSsW9ShouPoLb4DzyoGq9Bojmvf9QSL4djvC+ZI/Ivo04Er6YMOi9lkj8PUNiw7xWfaA9Mi3/vFyjAj5ExS29Vwr3PMZ9ersRScs9t/fGPE8gqj6dGUU+VQLpu5i/oL13YbA9SLQxvvmQjjw1iEQ+3o+lvZLaRr1Jj2090jH1vKTcM76go7a+z2VFvsGakb5keda9sr2TvZ38mrwEiGW9Qhx6vQYv4rzg5TM+YLSLPoacBD7tRZc9ErWUvYaaUb7b2+a9UjlBPvyXcD7yo8U9AgrKPEcLA70iYky+xKUlvuqtVD3bUJ697o7/Peg34r2aSIE9aukuPh3TCj5LWcW8JjgpPOgfw7yYS0e9zFmEPWCjJ75J8j6+tv07PWdsk71P6uw88nOmPArQub0AUBW/XFfuvM9a4b7ZuEC+USkyPn22/jySbEY93f73veJRNb0BD8U9poYSP9PW3T34zLg8r559Prc6tD5WnBA/vpubPtjCWz4hWC+77nYXPUoykD1ukgm+v+RVvpPBNr4qo2C+EApvvbQGhLw+dXs9Z1p9vooJY75c+UO+GcScvGPYG71Xtni9HsSru6POY7xp/Ta96mHUPA+i5zyYSlw9Es5ku0xF+z3BWiW+KelFvHX95LtbQ9G9a4Sovf9Ffb16M449UwCRvaOHlbx+gxM9JG14PCIqzrtrxZs8Cvn/PR35nTyZkAc+Ja5oPQSn8b2PFdM8TPeGvKcwkjyJxgY+Y1ZOvRp2FD61+8C9U7t9PRDy6j2MG4m8A/4IPlmDZb0V0Ze9Ia36PT6DMj2u6He9eeOlPGKu2TuOD5K71SGNPbILiDwcY9C71yI2vehgvT2EsBy7Y9U0vubxjT2/9Mi9zyoEPBvKPT0LeBE+TEfzvKV+F71N5yK+Chrzvfxvpr3BdIG95ETbvfWiqD3pTAi+xXOtvARVXb6jhi09AzahPOi5mD5KqwK9Wit9vp4qHj2KiW49mALKux+5uD1bjo8+yETEuw1d1z1EIXY+JoOtPccaLj6mIj69bzRqvfa9173OFoa9BbO6PX6lEL17+b492SdAvEHz9LzjWtK9L9N1vuuJhb6ajSW8LTe0vQ8tITyNHo8993k2PqpdBD7pkee9l3p3vPueHj1ktLs9IE7fvf/QMr6b1ie+E8LGvS3577xrjry8Vk32O8d+g75C8Y2+8Q0uPnft1D6F35w921/ktjnQXLy9qP89sh/CPUehaj6Otwk/IJ+XPX924rwpB4g9UdgwPly62ruIvAM+L7tCvg23dDxeyqa8js7OPSqJWz2S3yC+F0QFvihsbD1BNPM9RxjkvHHeDzxOUg+99ewSvmkiir1gXXw+UQAOPkLvor08LPm8pP0APdRClD1Hm7U8LlezPYY9L71sJZo7K25kO7BsC7xxjtc9QsckvojkGL7rSsK+BGrVvROBYL0l/rM9dJLoPnZDLD5rSpW9W13Jvf6rg724+k893259vFCAML0tLLM+HawIP6TFFL0kG8692kLku7cSWL0eXp29WtcWPsJkU77ctcc8KCcCvnBdurwNtZK8vTmOvO+TrT3ANR+9pz+8vZolGr42FWE9luloPgpSnj7ZhQs+gcmwvN+rnj25Xs07b39yPcJazLwnTJa6L6CQPbm0eD7siDg91qonvlqOhj0G+a09wgy5PuziGD9Rsqc+xp8Mvr1unL43zYc8paLHvWrrlL6v3sS8+bRFugKXE760caC+dx7EPQv22b1y56O+4x9OvqFQxT4R4FM+kIXRvkN/Bz5Xwio/ugO0PonfzD7FJPs+P0uLvgJ+Nr7WtbE9b6jmPiKzuz7nc7299ZYcvkuq7L3YLRm+vZkcvL/9pD0EwRw+ChGRvYL1br3/HNu9nZOJvWwaYD3e2J87g/vGPFh5fz2Q48S89+qEvPoFXL3PS589P5cmPdPmD71865A9Tz0Du4VCIbxv1V292poHvUZ+b7xBg6C92VwZPZe7Sbx7IZa9wHo+vRTlBDxwBHs9e6g6PpOCYz7laZW9zMAoPNejPz0hZV69WOIwPPsqgz7JbB48mMyZvQMHLz165PU74GCdvJvIor1t4zW8EUqOvqvBSb38kdu99QMbvTt9W7wjENs9pfiYve1+sT0Jrgk9wCNNvPch4L359nY8rrWKvPD8nbzsMoe8IiVSPgt8w7w1ij89S+afPe8hzz3IAn895TLNvTs62z2PxT8+8XMyvXRVoL3FJ7o8bFcTvop1jb7czHg9xJkDvlvQHr1bICW8wC/0PeOZEb6GDo++wRfSvoZATDtAwEO94WQivHc64TsU6QM+iVesvpkesT5Fvr0+WEbkPeXmX702fmE9cGvMPCAGdz3vwFk+gsdZPUOZWDyjcFi8+W8dvTf6cD3mwcA93AX3vNnF3T1MbPW77ghFPPZbOb23kyk+6wznPRC+bL0zdec8yCuyvWRfJz5lnZQ+rgqhPn8MFD7Mwlq+zYOrvmyrdLyKkLs82gg4vnm7Fr6TyXM+8qimvZRj8b2P3o28o1O1vY2Rfb5c24K+Dq+DPikzSr4CL12+m7stvUBIeD6KzRg+LgCovCmizz1428m+7PWavZVEPj1bUVY+2/FlPrlsPDywgVC+UAkHPfMihr1c9Qk9xW5KPQBzvD61sBc+LBwsPRkFn7rv1Ji8CLxYPVN9ZD2SLIO9ESRPPbZv5z1f0qa9eHTkvGLEVz02QdG8i0gqPgt2kj4I4DA9RUeOvf5Nyb4DqNy8zLejPbdTX775H7W+LBfSPVLGgj4MejA+/cxZvSLfkTxZbcm+VMSNvPRnLz8/6b8+jWacvn3rk7190BM+0aZ5vhbLI7803pS9MkMVPshjDb5A+dC9+pWhPV4fVj4Fpfi+pg/ivSLQQT+IV60+1X2bvCmAWjz6PEE+MJ71PYCgQz5D+TM+GdMCPqthdD3AhiU84MuovW8IdL031Uq8gtQHvoPperzefxq+WJifvbweFr2/LtG8A683PnSciT63ziU+loSzvUHGqjw/Uf09Du/gvI6I1r4jFRo+pswLPttaIT6SYoi8Fyj+PAFvt70QcRG/XIG3viyujb09tZe+M9yzvaOgej0L8xU/Mq81PjZYRD4Nbo4+33nlPdQbOL1Nffo9jKMCP2vGQr4FRTo+O7VgvVkowTzbtty8PAEgPQGAlD0d7kS9biyXvb26srx00JO9tAuZvKRBnL3M54O9oP8IvnrlCrwBXPK9pjiwvCxWKL3fBMU8/NRMPrkMXj0j8ba+weyZvs0NMr4Gvyw9An4fP5kbPz80PvE+mhhOvreBpL7wOm2+JGq8PHpQFD9p2sc+tY6sPSponz7TlKW9aqkcvuAcRb6upUO9l+CXPg99/z424ii+TyMHv7mlgb0SB2K7hv3WvbnJW74gKog+aOq0vJpCE763tDa+NrThPfKrrL1cL3Q9LRxiPnbBkb7aIGm+9LwpvrG2cbvItoq9AHVavZD/Gr5mGkW8rgcevXIqvzwyZxk8VTztvXQTwbuCPrw9fAFDPrz/aT6JiRa8VNdavSKBgT1qRi++dT+UvUHWrzw6GcG9CPXHOxTPmr3nv3e927vevQxWB75ecwy9T2gTPtknZb03uoa65EYIPgSy1b1VkAq+f3KoPKgB4rx4i547HIWFvZUKib1dbUE9yUuuvRYJx7wsNM081NLyvfbLzL1g4Yg8LZTEvDTCqjwI9fS7udRQvEjh5zy/W6c848DPvNUEez56IxA+nVyguobCOb1ilHS8vPFHPsiIgT3BQlI+gJ1cPLLt0r1vyjo8XgWRvLkoDb17+IG9Dt0Ivwq+H75mRTy7Ks/TOmn3yz2Ywiu+2TR4PcKwLT0gaQq+TBgrvCazmLxoDlk9l921va6SLr4tRoU90IyWvqEgWDwhZWo9lKpeO8/yDT285hg8dXjAvrD1SD2ZlsO9NqkXPiBivD0gqOQ98YW6PfCqTL7mn9k7aQeivWvJqj05oMY99fRzPfcYlbxBurk8fTd/POki4b3Yc9y9H9rIPEUPcr0lgsE9Wp28PrQeGz6jMA++5KUwvkwrib0ZhWQ+Zsu/PiFqCD+24au9iLlcvtB9Nz4YNGK8eE4hvpEGZT5RIwE/8VmcvYvIaj270CU+qQjrvXh4+bxh7Wq87zXYPvqaU77tukK+2XtWvpoS9L34Z/C8n0zxvQYu3L5wKwe/qAXyPUnTrj3HwZo8fAMbPh4ZCz57XUC+owAAvYmScD3yxA8+7yKZvf/7IDxwadC8ehwKvR+Chz2XLGG8skIavWgBRj2lI168ukoTvXWn0j3BXou81Sb6u3Bgo7wbfn08jpyqvAYdUT5u5BY+HDfbvDniF75XgII9XEEuvVDZHz2OK0u+7X4IvkiZEr17BoA9oxXrvQJ30Twp+4o970DTvVjVa74RBeK9I6SAPkqR871JxXy8ZODGPRcWqT4bne09u9yFvXb6lbyiY9m6gpd6vSS7nLz2OlQ+VTRDPjgqJj0fm5u9PMKbPZjlnjufxWg9priXO5yeGj6dmSW9P8MCPgfr0z0EP9692DI4PZLH3zyGBA48Lhn4PQKeGj4sDoE+45eovQ+8qzxYD669VwL2vhE6B7+FIQU+2ltAPv5xGL5I2HM8gcIWvfafXr6sgp2+F9PEPcthRT2HsCu+iCDkPZekVjwgo8i+Mj+QvuwtY750LQu+AHD6O3gqjDxfOSk9wUz6PS7mpL7rE427oHjLPUlVG7y3VyS9j3eOPWZ1Ij5vlSY+WqtWPesjmjz5IIc8iXoLvSEAdT16UJQ9nGZMvLMJWr36mFq9e03OPFPTIj24Y589dNJWPfAOgTwT3VW9qwNSvb/xhj3Vcjc9w5YAvX+s+7yY1zA8eJRfPQXwlD3WKAo9KP/ZO2e8dTy5LJM9dAGuvSj83rurjy09d48cvUxjsTySPh69XG0nva0VmT2UMoK9mQwUPZwc1TyRQNy80J5tPE2CBz6fcny9RAuUPbkeQz2u2fS8jvYRPYvgErx77ES9Zr/fvTbVa7jUjhw97gHivOqrOz32b3K7Fi5fPVXbHD0tHMa9Inv+PH+zJb0dNQo+T9TTPZB6fD03D4m9KbQdvnqXHL0Gnym+8gZYvIfuiz5IGLU+zM91PdgcID4tfkI9ngIePjSffz2p/nQ7SDbwPlZpLT7WO2S8UL8ePi/KDT3W9Ac+0iCOPRYdej4fPai94qWZvZmd0z1HagG+F+0YPr/8gT4fDaY944+wvaQhKT6RdlE+iVejvXqRCTtTXho+zLGZPFK+dLwObHM7sOOJvWC8nTqFHa28/5+DvD5z3r2VerA8yOpdu4uA0L3p1Za9Fn79POoU5r4GFRK+Kizbvughz72KIQG+BAKVvTUOgDzgNi++4fgIPplngb0BmSy+5iIFvlAiBbzimJo9bCJevm5gDr2Dp8o8YC+Ovs4VbjsX5gW7q06yPZ+fgz4GnCQ9g4uyPrF95zqijhQ99336O9CZqD0B8E88p4f7PfUc3z3vfoE9DVOjvYa2QjxXMTc9B1MFPVLxAz1PAhK+9zsZvEQ4pL212r28rNjfvOvIiL2mINW9hJIKvT3flr0h0gO8ufb8OgJ61T01b/K8jwgdvd0vVb4oiZC+QVWCvWoM9zw5DQy9Iq2kvYoED77/+5O+2WNsvriEsjtRvAw89Z8ZPRmMmT2d1gE+LouyPuKZP71yXOS64439PKltkDv1bB0+Jbs+PRgRAD5U4Fk+fo0nvd+e/71jdNs86RcHvvM9Pb69osq+mEChvr8QaL2drUo9lwdxvU2NM77DdmK+G8QUvniIQ70h3BW9o057vR20Er3e2Rw9rgPePGs5Wb6zoDC+3mTavHqi8j32ix69u/YwPo+6Pr2+xAS/G7hGvzX+m74Aa0w+it2dvNIOBz7yojg+suDuvsU81L7EKFm+pOtNvhTO0j3Fbw4+ipcyvX4YNz9zuH09mQ7OPqfcpT4myMS91TPHvcsF5T35oYU+MIWPvUUdnT4eyas9yTe5Pd7zMr0ruom+Y9C6vjQboT1s5LI+DalnPiVrPz060xC8tIaJvWfF9r08zuO8RYAgvkhMMj6ULHO8TkoHPBE0FL7Ubsg8qzUDPS2wK70JwG4891ejvFBx1b0y0z++mbXvvHo4EL2UEWA9KUNpvOcMFr0drZ06SFYePdQ1dz2Ec4W9+4e1PUxlt7zIYaE9matDPhF1KD17Pwe+qyyIPYJqFL1Jjae9QoPfvOA2xDtZUdC69siTvcj+f71dyZC9r+okPekabLwE/4O9vvZFvb+hkT3ICPQ8HN4UvedRYjwGOSe9M81TvDg4Ib5j1Ve8ozrGvV1ZDL2iN3s7TRbPPU3XdL2Tuie9wSrjvXz4Jb5DaIA9GB/kO0O5njvuiww8voGUPjUaKj6NqEA+SxuJu2REdjyiYIw8tFuWveTEYz752Ls+HhadPm9NBD6w2fE7gb2QPdWOmj0/XLE9d8RZPXVGvbybliG9WP+BPZehF73aZC88VofqvI+LK75TgVq+hjinvhSKzTzWh8y7bg2hPHrturvUv8A9MJ/NPbBLDL2JkN073FK1vWsaUj14Y4+9lYjNPcdonD3EZQc7jpdXPQucL7xhbwS9JIKYvCSmK75BBDy9vPxfPcAjM73MJe+83HwnvZa3BL9ndkK/xkngvqYSkD2ogqc8cmLPPegoF75FA8a+Iu/9vhRYZr4PKvy9slL3PWzDIz5Q/SA++LuqPhSjiz6IOJI+YmMUPrbNqrztUs08t9d1PizRsj6c+LI9zN9ZPsGpyz3Nerc7YtxfvX3Vgb6f9Yq+Nkg7vlu6BT4GXTQ9LafGvIj7QDwShqy93Wj4vX0OvD3fZuk6RrOBvLLlpL1Wako8ukc+vbMSR7y80we+127jvBTtrr3hUcE82wvMPJey/rwKN109MgsFvsIhrLyC0FA+3jSfvNFehL3TiNe9XyfVPktfhT4xBAY/j98GP1DoAD6Z/Dq+L1ijPb5rAT/I0RS+yNNQPszTzz4qwB095lwaPFE06D1K6Io9id+gvCeBhr1G/Ve+2kYpvV8s070EbZq+gusEvs3eDz4vIRA9XBa5vep7zDyY3gi+xJtsu1YqHj1rGau9Oa/tPX+J373i2hU9E4dXPS1hK7zzg0U9NxhBvA0yLb6mDAY7ZwKfvYbavbsT0X69QdwMPifPFj8ACMs+Mf79PYtFLz5D+NS73G6VPfIELz7N9QQ/1wf3PTqRgzzfEdG9XMDAvPFOO7rU+TE+BVGYPvVXdb1SAIE+1tu2O2jxYD3dt5e8zyrsPcNJm7zhNKa+4HihvcR5NL00/RA9kZ3RPR1g+L1F0Dm+aqTsPVw0szyHOwU+TmsOvV6P5b26tEy97gzcvZ6TwT1BSV49e1lGPcwnDz3jt3Y9/eqPPVcW3LymyaI8RZESPh/UYz3EH5q9o7LePEZLGz6IJ5W84BoGPefLND7ItrE9E48SvQQ6Zr3M/0C+cRcqv2Pt2L6zEIm7NoIdPduErz2MGDG+cLWwvl2PMb4q+b6+lZpRvnnPB72bVwY9a/fvPkIuDz+iLyg/x/u1PjbJpj5V+Yg9ttLgPeGwbD4kMVU++cVEvg74wL766Qy+LjMjvUqUvb36GmC+jZGYvlCgjL5lnqK8ZTp8Pdb38j3sxxQ9sAnDPGiXtD0jP4E7F84kPiBFPjxZgEA9exLxveR1rzviJJc+2lCIPr+MoD0CMnC9gM61PGj/HD2sq0e9d0CGPtUfkj10G6A9hQ15PfFLh73+S6E9chmwvQtc8jl+m0U8CQfpvCafAT1NYwY9taLQvBaZvb2tbeW9CBD6vVDu6r1tRka+JmAsvtbnWr0o+2M9AKZhvVCMH72MwNO96l5TvXIaOj1c4P+85usmPWCQYr1988G8bp2xvfPk2r2qNvw8NhWHPUGs/71dpI084V89vs1bOT3Tn1a89FOwvItivzwn3gA8ySXaPBlwlzxQPDA+oIdwPQ49Sjz/Vhe+DrStPY6Qkz1V0tM+C+CbPnjrBTt5X3C9TWPmvYYCsr1tcwY+FKyePje9ND7ZPZM9WX3VPLftJj29Q4y9KcVuvtZrB77U/lK9hbtYPHmii7zgovu8uKAxvlnI6D3sv6I+JHFDvEi7oL1VAei85poNvegYm73cs+s9qejVPLjzCz1YsJU9pWLkO53O1r0EWJq9Kw91vfVKiby8fBa9jXwmvMz8nLz5keM9nMzQvZQ/JL5QHLa9N2rCvVyJ5bu8oI8862t5vchkV75H90a+Ra2YPJPKIr5ddf49GPsKPrmz3jxAoDM8+hIoPiE+Kj2syie+1wvzPQkuGz0lkaI9IsCLPtNQPT4ce4y9qsgRPmTJT7s+83W9MzqkvbHzJL76RqK+aXoXPmAtSD30pIW+uXznvLwQSb0M8xO+ZVTTPe9Nuj5a9AC+cDiEvQ4gGr3guxY8JKwfOyHDdbw/JaG9FRBjvbw6hb0zOjK7gJ3zvMXp1Tr/lDq+RHMvvs65Qb61YRC9h6jNvKth6j0PnCE9Wul3vqB4jr66UhC+qhHOPZT7wj1iaM09fH+gPvNyTj7USIs+nJBkPrepWD5C7gE95cILPuJSRj4JbJQ+dSfMPuD3ub2dKDA+WlQrPOKgFL72WEm9wynavcp0+b1JMiW9nzOBvDwLE71cvJQ8x6aPPJyUprtXB6S8WVFluqRXAj2PAUE9V+wgO7r4mz1vTjW6G3M8vCBrIL6PbJw9uYxGPouU07rZg1291ivgPMN9iT2JnP68yzXvPWoaDT5Z3Ho9k68lPXzVUT7rkwO9U5F8Pn1u+T6HrbU9CbWYPVmiFL16syQ+vDr4PB0rLb41syk+0DdfvcpXery3See96PbpvcX4Vr5xrS49COOyPB6tbz2p1pg7HHeMvXc7A75dTu09eRKaPmxFB77tifI9B5NevCeUvj3Y/ZC8cKCgPTmzO704CTs9ZJgYPdZtCT3+G5m8WirkvGLuSD3WEaG8OlwLPhkd8j2V99G8Gx0uvXabWbzH2aS9kQK/vfvtmjxZAho8mRIZvR4FNzx/mCk9FywfvcK7tL1L/+W8geSdPapP2j0vO268jmtCvjAHZD2KIpq9o5o5veTlhTxIJLC90DhNPQMlP7zfLFC93RjTvVeWAbwFqwg9Km+fPEVWvjzSbXa8NlIgvFn1DjzlhY49F6M6PdShSTyy89O8LfikPWuVgz3l+Z49bmOZPUNa5j2gUC087M9pva2CCL3ldPY8S6WDPG8BaD15+N27QoGPPdYZkz2Ol+G95wbjvWG/1j3xLB8+xT+HPel+xT0a/oS9l0n3vf4ugjxzpsc9lhAzPvJ4aT2uhgC81p+CPrCMST6dnaM+TMKBu6BAUjwAa749H1UnvWZKiD3E0uG8oBdfvusKh72ybLM7hfq8vUC1Nz0YaSW9Z2eovdPIFrwmLVM9RtLevWVDML3eWnS9DS1GPclROb4uTDk9Q+QvPdaIHb34fLS8FbWEPT3b2z0Taj++fyHcvF9o8jzBUtk9FVrsu0iN4jxJBww+bMYBP+syGj/evTc/hNi4PmHgx7yyhPi9M2ADvokq+z2rzQK9xcXqPitlwj2bs4+9SjKBvejA4Lx3ZAe+OsN+vXO1yb3wpcs9XqUVvVswkz2RVlK9t5ZZPaI8GD7PiZ+7jy0LPB93mb1nc6w94TFbPubiED5aGwA+DG4PPNkCBrxf6w89Ftd5vSItOb5aE/W9+a7fPdL8Uj7+i5U9ndZfvQeUqryIK9Q8gub0OiWzqr188gG+oL7lvEvmbz2SflI9Cr8rvWlgG77sghw+YdcOP8ta5D4QOLk9oSRkvdnx4r357/i9otHjPcGTzD7cSfs+hsunPi4d5LyyGiE+oO/ZPshONT42bb2+YYfMvRIwkb0MYZi9p1ZzvahrFj5AN9698BBBvnd5Y76fDPq8fsDNvPReQL0YDKe9RzpOPgOnuT13dLq9R6fxvbD7tr0f0LG9zuLkPabLGj5zvq88/aSbPXNP1r00vo689wJpPcZcfTeOoWC+ii0WvqMhKL78oJo9jIQBvjR4h75i02u937zIvsIFOL6m3LU98KriPuNk2Lx84Iw8GkdjvGGh972qnx8/vMHgPPQQBT+EZdG8iY4jvc3Ke7wdU5Q+BvkwP6h3kj5Lb3m97xoNPgDrFT+IfuY+qIiGPlfInD7Hr5Q9ESq7vWVqyDsxLAY+WOzpPShyfT4UyMC+sspwvvSeK74Y/8S8KvO3vTOnmzzFgFe70CcovrzTBr53wma9bqY3vIsKzroLD4S9fJIJPV6Bu70J9cE8uZr4u6caJLzIK0m91JPDvQeTFD29qpk8+N0NvWSRtj0rEnG9aDHEPJtNUj6nO/89hv0PvXVQ9jzyb5q7xdRzvUz1ED73fY4+RiUfvTzNrjweujC9x8fMPE27tb3hkCu92ggrPUKYq7yIupi9Bt9dvZeVyLzQ0MK8zDrFOy2p9ryNAwa8KAaFPGQkwz1bqYK9B4GhvPG2yrwRKl09iZcrvAOijL2VYsC8OQ2YPYboKT32bRm9IFmcvG1mO76wGZs9eBsMPSOgF73/2Ru8n2sKvmLWRDzeTLu9YMEDv2JKQb68yoY8AshMPXNzLL3dBkw+Ibp7PZ4GBL8a+M++b/c6vqvGkjyNNc275PrXPHxmjz14PgM+lXOpPk3+tLx/gke9/6EMvvkviT4SSCu+uY5cPvD2i72GWfk9NXkHPRjHfz0wxsQ9boPNu4/Rjj7yBYE9w73uvIRkZT1y/qc8jcaKvVzsP72xIIq8FwKjPASo7jzpafy9gUZPPTgCd73EIae9psY6Pe45Cz1WSU297rwjvn4EEL7i8CY+h4WIPkoWij05guc++WsOPjn3D74MIFo+D25FvEY/1j7WKdw+CT3/PnEfMj5TYhY8H4AvPsjmkD2oNEs9xliKPQ37mb6U5JU9xanuPczVKT3xBrc8ZGKjvrL4f77xHVy+bEJ0PZNsi7wDh/M9toaKPbZXRr761nu+mGaQvSsAxz14Iim9YYgLPvGRqDxoJ929kRtIPTOxmb1deQs9jZ7VvTntELyykkM9T5TJPWU8Cr4BZoM8+QpUPWQUNb0OWve8jy4pvskTfD76q7o+C48OP/oxYj5sREe9klMRPoU64Tp6Brg9RwpxvtDmBD1ycYU+W2MYvbJ5Cr6/dDc+3/FvPtm5h7/8T0e/P0lmvfw95r1hZwa/ntIJv3rhqr46FAW+SYhPvocRoL3PA828ZnxZvi0Bir55PRg+tq6SPtHfnT4YCxG9AXIpvcdvQL3PXjG+GNFbvb2ieL0PdjQ9QCkRPQv9CjzCKIe95zW8PAJovDw6nKE9n7KWvSjmCj2rKzG9P7v7vLb3o71Nvfe9DEEbvwYzML13BEO+2ZCYva+WEL6TTN68HoMEP+Emp76QxA+/qwcfv2nsqL1WwlK8+8/cvOXVgj4tc/A+yp2JPUNopL5mqvQ8+1e8Pe9CmT5nxo2+fJSkPqIBmb2kgHo+XkO1PUziL72OS7I+0aWYvcidDbt9OqC9zBEZPeEPgr0v+NQ6tm7zPAG2wL13n3u9usDTvR6g7r3QuVw9SDzIvTo7GLz8BYq9eji5vOh0xDwZxEK8WtsmvfpIhjyt+ye+9CQpPdv3cz5mvrU+W78QvMizijxQEBu/1qSBviWbOj4EZSU/Of9CP+EXlD4W6Qq+rwCDPVWQAbzO6Xo+i8AXPsaIez7XmGo+CAV2PCrTiz4vSdo+NFnYu3nVhr4JX6e+V01IPTGxoz3Sibq94DoSPTRsq72Iio48pb1Hvtf2rT2sKi2+5FgAPXc+TD6zWww87YmLvLFU9D0gZng7+hOIPPEHAj58OTs900xcvZjZpTwL5Tg9UccAPRDFR7z5bYc80gKRPShFhr4I7KK+jx+Tvm/A1j1MaRk9Fn+/PSiBuD3jUbw9/fyDvtNYj770uW29AW8VPQUE/z3tU4G9/AcLPieQsT2RYq4+KzaLPcEu/T18miQ9LZoNvJKVor0Kf1g+KI4fPtr/i73TYe89xYJfvMYcZT28edI9dmCFPeExBL7r0Yo84S2lvXuGYbz1eaQ8q3sNO0++5z2tA5Y9eZVePMm5ar1Q/Iq9D6XovAFZwTsDGG49H0bMvZ7xOTwEmoI6U893PfURmT0/1uK8+vkxPCjypDxAXrM9BdSdPMzeoj5GJxI/QcPfvXyzDb35E6y7OxqGvKyf5rzpN2g+Cb5CPsAEgL5KqUe+OrAAvgGaLz2vOE49yBK7vt6eNL2uYCW+wr+hvVvxPT1ImSk9jZKcuoaLTL4318m+Gh7AvujtDL5Lvi+9PAmHPQmY+DybA5c9r+kNvcP+HL7g0nq9IisHvguSR72FRTS9iupCPdeGuDx0wJe9eb7ivS6yOz3b/ve70vFpvXwkYb7fCjy938tpvpv0Qz223ZU+pX4FPb39trnLTCW957iHvTZ5Uj7wwvk8D/L+PHJrdj6nZgC9WIAsPnVdJz7NR2o+17Zhvq/uM7/HwUa95NJCPsCTlr3T34i9xlHFvnFkpL56kla+QlEtvmgWbr0TDko9moTSvsvpWr6bVQg+hx+qPWjTlT4WUYq9fA2DPWW7Q77m7fm9f75/PpNurD7cE8k9kUjZPFSgVz2dqvq9LFY6PbBWiL3OHCA8iYyrPLONA70G6vS8akmYvdScNT2SCxy7OS4UvpIfwzyoHQ29rm8VPZfIs72nVZy+ja4oPsDTzT06KE8+PSuAPdZNwD3Hejw+qg3dPTgibT65zaO7wV2wvYVNOT3D40Q9pnKaPd3dlT7gOEq+1D6lvPjOSL1hQag9Bur4vB41KT5sb809V2r5PN/xgrvX96o89xmvPEOFED2JJuA9vJENPgHlZz1I9BS+yMrLvTQaE73Kiee9DI2fvRQCOj57wzU+rvcovt6RED3ZwLe8Qn+XvC1i4T23Rxk9KUG2PRdLJj48cDw+zE5JPbB81Lxxjas9ui4APyuFgL3xI56+Tb+mvs5DET23Lsa9IX99vmsjFz4c4wu/RpuevqGhLb511yK8/vPxPL9i+L4uqO++TbCkvu05Nz4zAgS8+siAvDxaYD1URQ07mECivQKZJT6Igqw+ktwIPtJrnD3jSwO7tHaZPRW2+7zS3SI+sN0cPjsuuL3dK8k7PpybveVEx71Rao284XuZPTH8uLyjg9y8VjTXvOfpvL2BzfA8YCLZvE8pOT29wq29+qa8PR5enT1z4Dm9DvK0PZEG/zydkIk9au+cPYdspjoGjdc7xORxPF8ZcDv5V+k8vcfkPdY3sT19JdI9YJ0BvArPWz1ZHCo9nlW5PWDBCD7TjZc9vovLvGKXfD3rOKA9cK/lOs1cSj1RuuW8bm6SPTZeWD07JT48bTsEPjB3xT1cbym9/o6TPE+Vz7sO1PO8J9iAvbtotT0hLAK9E+LmPVrbpj1mxc+9Fr9KvdGFT761HCw9/r0lvg18MD3lWQ4+Km2PPhT79T2obfO9xr7LvSHPr72APcU9bjE1vg3Flb2u7bo9vpwzvaEEcz11fFM+uqKgPLEjmb6v1by+LYcKvMqw0D1Fnz4+uzToO4ViAr2hwg2+2LESvoxqSb4hQhm8mLjqPZPMIz72d+q9uKDLPYqlDD7pSlk9ngSEvWy42bsfg5O91qoEvrE5Gz5JeAa9pFltPZl3m7z67YI9yJCwvV1XgT0ZAsK86B29PQwnP73rokQ9L9SCPkqwgD5kIp49GsFZvnJVBL0Zqck7CoINvQiRp70lyJ+8QKqsvF3Blr6KJ6e9Miz6PBfGTbxl9Vu++fmxPdcxPLwA+1U+q0VHvXxqhb2QmWm9fEwRPcljpL2+GIe8giX4PeRcvT3RnuY8TI1APXTumD4qt9O9hplwvJTmwD1JqMY9fYemPHEerbrya0A+LvAOPmxiBb5xk5c8wg8CvnoYjzeF9n+9O/tYvNImJ70MaLu6D2lVPdhCbL07WC292oNfvcCa+L0Z/P69fc/XvW8RST7DQX0+KS57PoLfsTw1syC+9PR3vuZbjL5QfLi9l9JEvNMWbj293vo8KLn6vSmvKb74BO+9d+nnPc4ZurzCXTI9NVXlvWvw4L36mJa+AYgWPiNioz7qqhk+fp7QvUbqm72gD6u9tbRmPpUjtD0r8h0+ggnhPQcOUD1cYgs9UZ6Fvc+dgL2CJ7c9mi69vd+KBr5BBRE956nrPaVGpDy76G08JsGLvdilujlQc4c+9W1TPYZEdL3wxFi+QDbmvuQ5Wr8+OxK/tVxCvkkCWj7deFC8rdHrvbZ/y74gLpu+hAnMPUBEFT+t8RM+w98gvdQcJj3kw9S9aHEwPlPtKD9qrQY/8tI7PozN0b0ocy6+E6oiPjZNgz25rvW8oRkqPbWAPb3omI08RbM4vXjqgr1ivVY+bzOvPqn/xb0IxRy+XANCPelo4zsmfHG9CACTu+yWib07vwG8n4pfvbGBiL328ic87UDbvZwBIL14FoQ9d4uivUq/Iz2gjAy9e6yJvTZCF774mZY7Zxv/PJhXJT1WUnQ9CmCKPHIAU7yarUO+J7VFvYJjDj3nxS09O8J0PeV+m70TYMK9fDQ6vlOBsT2vMPc8VaQovbI/ybtLUEW9BeACu4HvJz4Rhcs8fqSePQLqnTziAqO8jYr0vVVmwDljNqi9IK7Ivbr6jL0k4As8Gb8AvFHzIrxp+RA94BWTPJWcOT1YMgq9Y0NRvVECtzygQSq9ByWRPRFi2j1+H0g+hZBCPkNZXz5tl1G9rtk8vWQDjz2BkRw7zr6MvTZHtL4Ekd6+pw6jPPoTf70qLTM+7EeVPf9Qjb1qwxS/iYKivnqbwj2kK1286WBmPk8FST566Dw9pFsWPnlRWD4edzY+iVzDPGaniD35Hsg9BiiNPrvqTD4MU8G79OE3PfhKG72WJgC9zlgJvhDdDL693Do9MslsvcqP2TuBM/c8f+gwvS2IfDxYRya9iN77PF46WL3BvTm7BkIlvairbL1d5qK9y3BcPUXAQT5RLjI+RFqBvINaBr3QXWa+ojWHvm/7GL5sY3I+wqvSPri4U7t1stu95sO+vjdHpr4O1oW+DSIXvlJgSr1RNmi9ysXhvRRAIL0Nrzq+lP4GPgq/tj5ani8+iigbvc7QO74qaoY8Oq6iPqTbpT5NwkM7JRvBvMLT372MUvm7KV7+vSyI+T07owI+NWNGPTkrD7668Ba9LKfWu81tUL3Htnm8S5OXvVMvMD0z5DU9F7nHPEJnxjzUgRO8tdQJvVVNzD0wt8Q8Z8TiPcNuLL3cecK7/Z2BPGRHiD5tqMs9BFAPPy6Pzz4WF4E9TQ1rvU2dXj3yLS0+5lVrPkF4BL5LHqe+xMidvKyruDvkiKU96t1lvebRST0OKAO/6VA+vpbmmb2uL4m9iS9HPXRTLz5rtio+EzZVvgIl5T7aS+89A0/rvOKq171QYpE8fDBivXZDX76YGj48D9iSPMNlPrzTiDO990ogvcGOrr6iHj++hLOnPVYPET3XO9M8StcrvcBY8DzKuiQ+IutHPmHI4D7u+fc9q3OWOsYTCLzili8+SqBtPnWPpr26OCa+6u+yPTg/Nb3kL/m8SNUKPjwV7r1u8rW+XmlJv29bgr2D7rW9jhbPvWfCDbx7K3k7UuH8vRZOPb6TQrg+DaR2va+0LL1zQH289Uu2PjT04D0mEz0+xn/JPOjtaL3Hbya9N+iSvjgZqrxRz929bUYxPfj6971ZWYo9r3yWvFxgzD3BOqo9LMkMvTjWlL3JVlU9C9gvPGYJ5Dx5coE8L4y0Pdmk9zu7Nxo+KVgIPa3At73JNCO9cDZEvsjJsDucSho+o7fOPakuvL074QM95EkXvlwYfb5NGLm9TCPbPnSuuj4PhSU+QFfvvaXErb70mRe/GECTvgYZTr5g43m8RSJ+vTqIs7zMrG++rihuv/l+o74NtUI9WhjrPO2fvz1X19C9qz2tvtA/G76ehAM/x5l/Pqksmz5RwbW72lI2PfDCjztIGaO9k0/2PZaU+LuJdsS98TK1veoO9rzfd3o9/M9vPtxoJT4tWhI+O35dvO6jAzwIYzO93geiPb7IwL2rprC8Czihvj+9IL4kAJa9E2tuvRxaHTwrTU29ZWSNvF/3gL5T9Mw9sZzMPYO5ob0Amlm9QFfSPeYTJD76+wc+GC5DPrH+mD2cNrW8OsmcvenAij3p6zw9q4omPkHDNb7EHXw9KlyUvEYqVr02URa+xIEWPa/9b73CvFs9YOy/O7er8rxXk8q9rHXaPMI3Jb17Tfk8GHH/vAcourxdqYe8LnB1PXv55j1jQmY9COTyPT3bhT0Ol/O66LbIPY2Uc72H4xK+WvaduyA1rb2Zd6s8gu4cvYSPAb17cfK9As2mvl4FCb5D/Ya+m573vW1Xyj3tsWs+9TQyPhw5F71OdSe+PYXQvVBHAb5RsCW9EX4WPldA+j4Wq0I+7u4UPgAsEz1txA69UikuO8LBXL7WlRc+CJO+vCYDOb7+84m9V6wIvkh9/rw0fbK9VwImvcbYc73k8j86U1YYPbEmKT1GnqS88gelPWPNszxGBLe8nsaWPMT3Bj5UWtU9X+Eku3P2M72f3JO9uMSGvc/2hD69HMk+FSWIPoL3fT2yLmO9qcHbvoREY76p0qo8DXeTPiUENb5jsZi90G1rvWxxW7505pK+kNwuPdR3Lb58gEu+vPJSPTJmwDzFDxk+Qt4+Ph8cSDx1i/O9lIaNPkX60z0oeAG+gvTbPcTZ3z6VSNg9/CCbPhx4zT3Bp7g8fnPlvRy9oL75dKm+/bTcvr2kNr6h1TK+QwQwvZtKk71L4uU8mnkcvYFJnj1WkZo9UYAjPcWSLDwUXau9ufG7vQDI470zuGq81RVNPvdGKD36B/4731oBPXiARb7XqJi+09jIvoSxkr7yS+W9TIDvvOE9o73INN29FrosvrTnDL5SrIe7/xrlPW2GubzxHAu+E5neOruXWT4eQHe9IRbpPWOPFz4h2TY96KV9vXwmLTzSkAg93U4YPuzxQD7+t2s9MdsNvaTLQT28+6G9SpRSvkx3770Bqby9nW0BvqptrLxerNw8bey/PZO6E73dm4I9MfJNPlFduT3Mqyo9O73QuyBzVT1giFG9ybOUPihcBL47Q5O+we0zveavlL2Plky9itVmPhjdhD5YHgC+720Gv8nElD2SKRe9VoiKPcrjAT6B5Qs/RUn/PSPRmr3/6g8+T1ACPf4S1r3sJ+Y9e66fPijCgj7FV4k90XoQPbUWxb2M8Zu95vA3vpFzDr5Qv/6906e7va2dM71TF9e87hOzPe7FSb2bf/C9Be4HvqeouryLeia9azaNPMnDTb1IYyG9sduJPUTP2bwZ7TG9t6+QPSJIOT000Y26lGH3vXSfFL6Pla29+UYBvQyiDr3kb429PLnavK6jOr3Nyum9TuQrPXg9zjwADRI+htmhPAcG7j1y1Sk9ifoYvqJnDz6TdfU9bW10vTQbsLzPf929EfkIPlXx27sK/w49uFUXPZUelTwup4s9wf6evbuTFzyCj8m9EqDGvAQzjb3OZ109QRyDvQS6rjzz1YI83MCku80Wnb2Ji8m9cZ6bvebkFz0mor09xHhhvUKl6r3SskM9TifFPZYPQD2t1BM9ZOYQvQl+l77Sw5W9J7IDPRzL/j1sEuQ9JMe0vdaCFr6sQVe+efAtPXetoD74TjS9/QEkPZATBDzZlnC+B+frvc8ahT6uoSM+LhgHvnvyJb3yN+Y81IV2vTVvwT3Z/Wg9NKMVPIwdEb3KbjA+nmnBPa2XiL24CKC+PGq0PQVBu735LLi9Xha3PTFKRj20OBE9pI8/vcaJwbzJmS2+qVvLvS3DSz0o7lM963WBPjMccj4kGhY+t4k6PsIe+T2HchQ9aQuPvWEVP73xoOg97uEKvsOTd76EiUK+J2gDvUcO3LuMydg93FP9PWWowj0YRh++6NWYPMHX8ruH+Ws6ml2DPVyiFLt/mB4+AHydvbWoLD5ANeo8MeyYPGb3ib4vvpm+tqgjPcPhM76nukU8kHLBuiWSZ72Dn269qojKPFwqOr6rZBK+kcKbPQZ8m72lIEe9EWmmvXhLtLxJdCA+A6eMvc5owL1dg9G8Gs1zPIFIhL0gGjw9Sd+WvdVehr1+S6q9bs1uvY1FErrRN4Q9YCBkPsmYWD6BNPc7iSf7ul1yqbwJNqE9yniSvJVtlj73Lgg/WOsQPh1+xb2CUlQ9RqXvPWOKaz6VSEE+lzDvvjZWVL5yAoI7iUz3PTlsnD3XQrs9gHQnvipghL5JQOs9LN0hPdHDIr55KqA8HyqNvXPQI75iBjK+A1WivbgiFb7YCRA8YY2uPXaBAz5DbbO9+SSOvfni2L35jiC+11dIvYG0x72aWlq9I1R0vkCy/r1awaC+tOCfvpvDTz10ZTM+S4u3PoujBT/jRRQ/6qPfPkZmGr0UVX6+Yd9HPR95sD5unSo/rDs1Pg/RpT1uV9a9PQDnvU9zgTvHv6w9aiNpPhxCK78xB5K+rbVmPoeSTr6ImQa+dA5Avt/jTb4d+cS+AaCSvvp/vL2CFWm+6l/qOxyPUb6xvQW/33u1vh4WbLxt6i2/4GVxvn6Zuz2yDV899tAWvahAAD698/09RLqfPRvpsL1//5+8Fdq0vdkBoTw6XS69vjkcvZhYOr2rTYA9r/lJu+CsTT5NZh4+2U02PUN797yHPAw8bMXovRSmCD5stgM+Pup4PcwQED7zC1+7mPVfPWqlQT2C4Hg9eXejvW7igr1+Spq9ytcMvQN7j723TFs9hFrnPZFIkr08uIS+hEufvcTT0TzZl2w7RmI1PXNxGz33FDY9Uyrwvb8XdD4Tm4W9JFiQvVn5ZbxAJuI8eacdPdSok7y+86g9nCECPKS60b3qPZk9WkNTvXzyV72JA7m9XxsjvS5f6r3WHhK+3DA2Pfh4VL2qarI9L9SoPev5AL0C2Vo+bi5hvav4Nr2IM0A8ijRhPagArz5dtyu9vYcvPUWRiT7OV/+9UBh/PVPusjpMhyA+utdKPd9ASj6W5qk9SB5gvuReNz2oPF69o4lkvsJtWD2wN2C+gTYEvtmAy72T/869mK7rPJwTWL0LW4Q9cbBhvRdU8z0ScfG9bHTZO1sz3r1j1MU79UWCvOANtjzom5w9AskTPPSkWbz5vO48eHl9vSjE4LyR4wC9ff3JvN2KoLuvVU+8UL+kPnwOIz0Cq6k+iNsQPeXgAr3lpI89Vdn4PXSxlT7B6Kc9yRIlPwuISz1Wt7C8qQR4vfjY6T1hGpO+Bfy7viLqx7wm558+KrETPaVhDr2AIi+9pLOLvh4Qlr4d2RQ99IWFPrzOq7yKN188m6OtvdPjW76rpki+4/71vRSfgr52u5c7pDvovaqzxz1AV+s9IAk5PpQLXD5R/SC98f+4vHfCMLwYBYO9H/+NvO8iIbyUnFg9CK6Xvb9SfT1k+uo86IXtvJqBmzsl94Q9S1R+vqcDv779alO+tAkuPTFApbzEzcO+aYWqvhfc+rwy3Yk8ECYfvnQH+rst8sA9K5uCvk6Mtb4TEJo8ovnrPuwmsD1gRTG9zV5GvXfWuD07ChI9U6CSPd7YOT8UwoQ+vkwcvQZlerzRk2C+IPWrPiR0Xj76hVW+DHnOvoqDgLx5hGi9/6aXPpYR1T6SerE+VvFbPowyM7471ws+0ajauzdwmr083nE9HOzCvTrGj7qoiRi+FPPcu+yjTTy1c7i8+P6LvX9oAb43lgC+1aAbvnWNgr5exGG6a3pTPvM8kD4v+nc+VbImvgJ+0z5YN0q8CtucPYh8Tj49tcA9kPF6PsnvjD1HCB4+NT1IvYJurD2livm8U7P1vWiGLz7SQlO+S05pvnZe6r2Yabo96VUYPZ3BN74QZ4G+XnopvWXqdL65WXC+LLcbPJBBDL6czCe+zBAhugIImL2A6fw77JD1vZymP707ChK+2109vS9Dd70RA2e+Gz6vvHsbIr3NR1I9CrYKPnvdDj0hd+W89gbLO5iFGz5fa3i9DHCqPdFHqj7smCI/YRAVPzSedb2NQRo9tfqEvUgQMD7yr0g+Jm8bP30xBT6SmaQ+mxWDvEWhs72Phj+9HiYuP2Mu4j5YYBO/eKJUPogLQT7Qf++8t7lEPS3DfT45PSw+PFQbv8upC7206ES++eHqPXoIxb21OIW+WGeUviebsb7Bbt6+RiiivrQOiL0D1sK8ITuyvT3FpT1RkPM7uLDsvb8Mgr1T2GO9VU0DPsZOjj08xCc8UiDevafYyD2CFCa8FcuHvXF1+z3TJGO9owqZPD2HDL54ulO9A+CuPO4DDb0feDq9CghGPWpq7T050Qy+tgo3vq0lAr3URRI9uSoSvb2CvT25JZU9RddgPUqimT1+YR2+xwIwPJx5r7wmr7W6q57yPNFFiT18h9s8pdsbvqdJWTuqbO+8iz+vPPqJeT3sJbM9Td+aPeLdQDyqwWi9DAIOPEEDUj1Bsmq8dAdivQnXg72Scx68asqTPSGiSLzl0zE+yrggPt8NiD1MgWc7X9AUvQAXAL4AeBG+Ar5GPi8GQ70TxxY8D6QOPRXajTsoKYq8H7UQvbvBcrxFOma+XjXvPtR32DwA5P+92hJevGMTgj1rYIK85E0uvrVnCj+Mfsk9hsOIvZnZSb0RYmK+FBM+vor9hj6RCHI+bZedPcaPyDy400K9OsWFPLqEWT4XQlw+1sR0PgtHSj0JrGe7HqhUuySsWj08TRE9QmYuvN5xqLyEPfK8yAmJvfDam72ctpY7sszeu9N2Vz0QRfC8VRazvZwjI70l2aS9nmUfPm7VvT42DcU93qfMPad/570n4/s9NKCnvSa3yT3umwa+X1nTPXEHnT4XGQA+XkI9vLeDpj2owZs+SC5/PcMva7xQ2g0+ltNBvYgsmT7MpT+9oYOlvlik5L7kvia+xz/GPvBmKr0oana+FmU7veER/TtmjZc+6eKMPtwNij4p+A6+i9NPvht0rb092dW8kO0zvN8uijz/LtW9WJUyvdscWbz4oQq8BTOnPfPsS73xHK08qmCovDSmkb6Ihbu92ffoPMMstrrqb40+8VSwPjIzUT5gAkk+sEetvSPl47yRMK+7v7TePdx66r1cfou+yKj8PVB9GD3j/ai9V/J4vGMgv7wXkxq+EdJKvAN8WTzRc8A9QNUSveDCdTy3GRe+WxpivkCjjb5m3L27LN4JvnnJtr3RzdG7dM8ivtKSRD0rAVW990azPSNEQD0v8c296QTGPLQwKzyCZRa97HbgvX4vg76swPy91Thfu8Gidz3TPx09rGM7Pm+fGb0SdPs9Jjz4PeVjuL2ma4y8RZW4vB2jsbztTbW999VmvA578T72Z/O5gvyuO14Q5juJsq69G2iBvnZP3T7iQKs++lNGPdup0r0acn887jRcPVr8c75oDg6+jx2qPROdB76UgxQ9k9DdvGx2Yz6zGJA+3OBrPkN+Jz5W9oa9Jft9PPhBI72K9gE+PLNSPqekJz4uU5Y94eB/vTtz/zz2PE09R7GavQ40Rrz7wJg8ZzbMvUdpBD3sQmW8gDefvT/ygT2Akga9kRT2vbn3RjwGUQM+3Z7FPD7mDj63dLs9tWtIPqee7z3oseG9PifZvNiJAr52ZX69gE0sPvxTFrz6srC9l8BhPcvF5zxWAgm8W8OUvMRpRbyU0aY8TKhyvZFt8jzKK7u8/bFDPRKCPL1qrBe+73T8vBMCnDyCihm9UCcAvdKLBL26L4K8FtWxvNaolrwTQi+9KzKcPY8+KT3NTS69NVo7vbIIDr1rQo49H1rFvU8Unr3GEaa9q0RoPGmayj0TDjY+C7B5u6oXGT1siaa8R1YTPOrxRz629tg9WgqBPYxJNT5ISBC+DbYkvepJIL5BpoM9xDfAPuKEjz3H7gy9FUXvPcK7ob1qjFM8MAKhvQf/Kr2b9E46Fgk7Pqb0h72ghkS+smoivTfEz7wirjG+AzSpve95N7wrAlO+Iby7vdD+sr3kGy092GGJvXetHj6/WKs+iOC6vW7zB732qjg9YXSgPdSsVr0CwtO99bMjvmKALr7cy9Y8ZcXwPV1Fkb0UVPu9X6Nsu1YlBL4Rj0u+mMrAvHIjb7wTG8A9FxaIvTBpkz3bIWI+7vN1vZxyfj6zHMg9tqbiPfdLZT6Ueti8rJ46PtcZBT6Cga292NGIPV1TB73PP6a+TYMJPpIWW76rQQs+kMG6PPozmL01Nwc8oW0zvbW8BD7hMsI92jzDPbUwzTo37yE9fEBQvQDVQr5icoy+qV52vbSqvr0hwCS9lsnPPWn/qLyaFm+9vnLCPGOYtzyU4/Y9aB5zPMZ8TTxPmIm8VA+avZ+B+rwpoHk++sGYvo+ScDzTqsS9gcaHPcgVuj0uYS++4HBbvspwZj3yHQW9clUlPSoHtD2/P6A9KEeIvkfSU74+1No+lfKUPmonrrxRp9u8tZMsvW4rS77yxiS9qXD3vQfHKrzDMaC9sIymvCX5e70a9Xi+Q2wuvQUTlj7LFJw+qpULPqLcF7xFy3y9EMq4vfuszLwolTI+8IqpPQCtHb00TEE7dIchPR5Kmj3o06E9TK0zPidKAT1erem8Hif/vAk4mrytzfW8I/mlu/YxXD6D3II+RGlkPrG/zTzBmY68ZqzLPu5FGD84r/6+sB3LPjrQxz2Sa0i9noqgvfPh6z4it5q9xV9wPCelgz1boCY+AogZu5G/3r6zWi2/Eo/dvqypZD4JdSg8WUg5vrDqQL2AV7i+h7Ebvhpz8b0HoKC+7PS0vpilCD4gW4s9peMIveXVJL1Rxps8veyQvmamPT2A2sG8KpWlPYLPsb2eNZk9tG/iPFVmwLrjkFe8HxClPS8SVLysipW8THn8PbK9hT2f+KQ92Bx8vSriyz1vqZM9MPB0PeoJX7y+21q91cQWPnD5Gj1Y/5w9UK9WPcNeUr2Ln8K93GLYPOfW0b3z/K28yjyzPBZOzr2NUwK9/RcBvnYaSb09+jk9H1uFOwL8oLxeH9y9kY6OPWa6v72KUaQ91o/EvNCLMTy+coc9qqpjvMfCnT3TK2q8sIypvcVMkb1Ljkk8+LsQvdIYaTwh06A93jfCPd3slDtdiEO+kjjwvfOkyLy+TkQ9tSxyvXu19r3kk7G85EBGPYLLHL6s7HU+pox7Pe+3jL1E7yK+5lByvkTeMj4ReLA9KhARPjq5q73q/Z+9xfThvYELlT6/EAg6t+KGvndmA7wV1Ai9DbYoPfT3oLvwsNc9bHn9PTL4aj53Y/E9Qw4fPR0Z5LyvwVq9Vh8aPq57nb1qlFw+0aKxPXgnx7xuMx+9dNyCPSr/4j0SY3O9q+rBPViNnTxaEga++z0RPaLyqL2sF/O8CfzGvchRZTwvHuU8rydzulV5K779unG9b9j6PcLgIT75P8m80l2DPTKK6j3dyxU/cOG5PsMDOz6ToWI+tkGAPsyfXzw/OM+90N6nPgivMT46QhM9XGWFPnZNaT2O+Ew9anAbvejIdT2PpkK+PN1kPkNQz72SNo69ebA9PVMNir2MRug+bgZCPqC4njy6YE6+MwLbPVIJ8DoWXeq9qjiAvnKoDr5AIXu+cz5PPCstxDxDyEE9LrE6vKBDpbwFv+e9IjDiPApQybqOYty9cN8mvQBbDj3HP4a8SwzrvRG3VD4MFVu+9Id7vuS4KL6S/DO92Y7YPtgqDT+6Dn6++rICvvfdMT5pcNQ9PVPRPdWqxj2fj34+8woAv+lKmT6+cKY+6UukPZIsgrvvMKU+6+MlP4D8dL6/5T6+8PqKvjFLPb0p1Z+9RCMxPwqoqT4bseg9T5xSvKBkyz0s2RM9iS4HPGOAa76/o9u+XC6JPQB9aT2VcN49LikGPNjYSL3eFCs982kjvfT5XT2HjFq9ioKXvJLY6rye+ZG7/mkku8+ONL3LD2a+d5mGO+E2dj2NROA8q8qhPcbI9L2kpLe91q6WPXruBb4NRaq8N/KcPhp2G7587mE9t948PhVDcDx9msC+Pw3uvt7ElL4siVY8h94VPrQhF78NRci+pNclPtYZAD6bKEI9ZURiPchbvzyLV32+h3+CPh+buD6GfoE9/skKPqHicbwTy2u9EbsrPhHDrT1LTsG8JhRzPc9Y3DxGn5k8F3VivH7WKz3ZuUQ9TbXQu32yUzy8M549kUupPc2wFr2++RI9IhLYvVW43b30bte99F3rPeKg772Kj2G+9QE+vw1olr6ymPY9iGB+PW0TIb0feQG9HTNqvWJ45b54H+6+fbEDP7AVNj9LX8o9mybPPVIRUL005ge/7EFqvsJ/GT/gNEk+RZUVvqPaV71YMqs7BPgavpX/AL2yKxC+/hpnvdVQeD3ejwy+O5oEPv0rHz4vbaM+RbmfPtm1jj7B2rE9XX39PBF3CbzHUGo8Hx4LPHYEkbxaf7y9H4tuvf8wgz0ApGq9wJvpPXkxhD2g3qo90MCrPeX5Aj4FIYC9STBxPVahWDxSO9c7AONbvtFCBr66kro8jxx4PQTIK73/PVq9r/DgvD5ZNT1A+Ye+Ok9uPVTaVD3LYpq7q2ZqvtNgSD7VsMQ9MO3RPW0T4Tz70JU8Vo3UvCjtor37UBG+xRNKOWjLND4DS/s97KOfO663STzK3Dm9n9jAvKiwebxsWKS9hq7IvcGqozwRUtW7K1YSPMxSpj2cYQ+9Mtv6vAL4Tj2BQlg9fUe5vd8Mhb7x5oa+7SKgvUicnLyn4Dy9HHIOPrxbvT7T+L0+PtwlvtYGgL4tryA+sSq+PaYuvLub3jG+TmqMPb0awDxSO0C+0DCLPXgHvj28rGe84yHZvRGMJj0pC6i+6qkbvmBUQT38r9y824JUPvvosLwgJng+8NlSvW+gEz2/fY098x+SvXlzX73DyJu91y71veSg8r0l9n+9GjeNvEVU2bu8k7g9Mo+avXunm71WzF69JMvEPMFD+j0DGZy9WDqPvPd+0b1h25a+2vZmPsKUKT0vbMO98o1BuiYe/z33Hn0+OHP5vVtFhL4FmuM9YZO0PcFZIT7bM0k+n18hPl8S6ryicoi+CGhYvf3R4j5lpIE+P5JhvSiCBr8cLqG+BjFePpif1b3pnb6+u5Cmvd+5QD4lq6s++iOePpvtKr77pIm+yGkAvv8xjT2YDn+9y5o5veg9J71/E6A+BDn/O8b3H72SAxc9bRVtvbWyhDxUjnC9dsU4PbZwlr34SFE8iNuePa4aLD3VThA9J1JcPfoUbb575xm+ApCIPSyYgj3DSAA9Gr60vbtdpz0Pxfc9DYNUPU5e4TxYgbm93Ss9venTK75WtYQ+JfyePgpHTr3XfEg8C4h9PdvjZr1EsEO9IKsrPTWMkryp5j49G7SgvbrfT7ut09g80tM0vmfCwbwJlK893uJBvm5Dl72aMMu9hw4fvYI4qTw1TqU+CbbzPUqVdDzezIY9TklOPaNTPD0PYRm8a2J5PNp2Z73X9jS9/yuWPWkJALxTefa8fshsPJq5iT263sw80NYlvjUkm77z4Ws9HZMZPYXAQ73gR4k+uietPjR/nz6mRg++16ZDPsFd87w2Fjk9G0LMvbSf7L0QftI+zlkMvnY08D3UPYW9+fiIveXbjT4ojiI/a3p0vXY4Vb525XI86XM2PTh3mb1jHc4++KuIPnoHdr51iP29/Fv9PVFgVb0FuLM74N0NvuXorL0JRVY9gKLkPaXWZDzfCtA8AEigPbzvpj0ucR89ApzNPaYC372zhhE9/c2pvYdmpbyswYk8cyR4u1dz8zw0mny8aQrEPZU6lTzn3T29EKP0PbJU8r0IgQy+Mh3NvNFd1rsvNe+8l3BnPZmos7xXhOC9BuHPva2JxDxbehE7oOaFvcLNJb0R6ai9UsHDum9RQL43kAy92sURvJQMsr1Y8SW9NNmovMJhiT1bwMe9MA7EvDmZ0zsm1D49QO50vdKI/bzWOgY9CaS7PEz4lj1qgqS94vLjPRXbZL2znNu8VhsPPC7+Wz3e6E+9aUievHEMb71lb+49B+CYPqwK/z25MUY+1Ha/vOL2PTyo64E934Mbu6TWIb7Lriw9DzLsPUPnnD0DYXA90v42Pd5mFb6AYIi9Ld3mvc0PWT0DrZM+vk+9PXJMH74ac0I9DUxqvjooWr4lUXW98w+RvcLq1byOh769SWRgvpLser68PRE+JnpDPcRQkbw1NWK9A87Mvf9sUb0qJ6e+VEBkvtK12L19JAI9F2y0vG2vLbygQY49LFljvaW18L3h2m+9TmktvQkTm712XOi8BXVoPshq8T1z+Vm+sRicviZT5jxRjxG9G86PveGC371hTv69blNYvmEY6rwF8JI8o5MMvLZBI72GBj+++HBzvaDvn75yr7W+n9ruvd8Yt7079aS79wbDPlAF1D4/jXm+Hma6ugzP2bx1MEA94S/WvRToI769Rt69tTm0vlHRHT00v+I8J2yxvTddTT2Mv/89n+lQPteHNT4zQTe+vC8DvbarDD29an073KwQPBOme71nQNK9FZdgvZC2gjzMbmu8j3NMvLNi2LwHpd29vy2kvVlj8T2hcLq8EYTrvPC34D1bRKY80EoxPGF40DxSs7+9wPFAvZ9ap70fDpo88WkfvnuBlT3H1CA/g/W0Ped6fr6fS8C9U8jKPOGZMr5hwgA/6petPbxorb579lO+dVTcu1u9vjjsqYG93QovPVB4oL7iMaG8/qj2vY6aez3DyqG7RlsxPFht0j3lHjW+0yAFPnBFvz1kb4+97LnfO9NeN72KQui8nNDfvVUSJ758KEa+wfquvZKkJb1rPlq+uOi4vnff+D70KSU/iNVYPhdhNr6ZT2w84+eTvQ1Gnr5mxmk+ocqYPHLOXL6rhW6+8UumPSlL9bwCARC9AsW2Pcw5Qb7oXC2/7phvvoI7Nr1/SAI9ourQPirWKr4ChiW/nsvhvpdVVb46klQ9V8HgPe9Uiz6MzRs+PUIVvumtTD6TW8Q9992LPYheoj3+cyG5aCArPl5Slj5GtaI+UN4YPhL7sz16lRa9qYONPabSbL2lFzq8XVYuvRBbL7yIOBG8gqLxvcgEfbx1z5E8w3MXPTYgpjz40+i9UBTSvJxVwT0C/IU+j6tiPEmvSr0f3Qq9wOrrvCuAnb3XEeK8E/4IPoAAdT2tKy+7dqIqPdgzNL3ucEw9sIasvACgnD1mwBG9reJbPHDGIr2By628VnrBvFk8DD2WYpe9dBO4vPov/DypJRc9UvOpvb0kPr3BFQW9Vx+dvX6kC77/MLo9zfyNPQ+ARj2zG0m7ZEi2Pa/01r2Z5ZC9tH8uvj3vIL4/zFu6hawFvQ96PL7422i+UZHNPe8JhrvF3Ck+ec2MvfeRp73gNDs9vBi2vYtAKr5Jdwk+JkE+PplwdjwPfJ097wx2PV5cD77b9/i9spRvPqLSqbwuFAu9JzJQvb0F7b1pBdy9rJctvmUaGb2+4oq97YzyvVeEgj2+S2m9f2PxvaSAg70ya+g90IBrPaFIhzxopwy98emaPIldMTw19sc9Mr8GPm7LTbkBPvo7HihGPe6x0j1RwMy969fQuzMTsr19jt+8EefJPfduLb1Kcy2+BfRsPv6cjj0XQ4E+h3GCvr7M17yckB6+YyFFPuee7j6by6e7KI1jvt5cJr6lt2m98+GjPSq0xD6KuBo/OC7EvhQ33L6JzdC84G0CvvHPbr3RyE8+zxTMPrWdub7igR+/RekTvlAtaL2vlBe9s1zYvXZBHb4SfDC+U1hdu92CwT3N3YK9E1+OPZtcw7soI4E+/hunPsH7XT5kHfE9wKm7PfXm1zwEkO09+eRrvLnOXz0nGAA+Us24PSc2hDw0qk+7w95Ivr89Zr67j36+/hTGvekk3r1uYXs8HmMiPYmLuz5tB9I+OgiNPowzC74Fkbu+OiokvrLreD2wY8s+an/APt3nnL45Ja49oU5NvlD+872klVS9tES7PeTTfL7hpy6+L9LBvto9F74FxgO9NDaEvS6CuL4NlMq9+iJnPkBglr5FBgy+6tOUPLW1vzwr9g295GYPP/E9+z5Bmjs+6FlHPl3zU73NJeY8RkqRvEsmUj3P5oU9lXpEPLZmy7oslWS9+TxOPS+KRjzvR0C+OOCUvsvkC75Zj4C8H7Ytvhz7l73ZwUO+LP7JvkgfE79eJOQ9RpuDPhFhsD3SRfM8mFZkvQbByD1ddiw9aQ/zOxRXgT43LDg+CpM+vXwniTxZfFQ+iJNRvt0RHr6FqS4+R+AJvt/Irr20bjQ9Mon0PQPS871G3SK9gqVAvU3zgj1NwiC9I0bnPMMqir56REu+HyalPu7ZIr2t5kE+ibu/PM+18j2RUVk8quIsPeLPtL2NxZe9ZOQdPWIPlTpdd5U9dRT3PWYMIDxge06+q+5FPSIB0zubEQW7Z0oHvnYvvb2qrWM9hH46Pu8Pib6nc/G9Tc81Pby0fb6T5GM+OW0vP3ATE79+Ply+n2PnvSV/lD1HDte+0MGFPlaWJT+KJru+DyfEvk3Z9r24wvy9ddZFvmFnIz5Xgw6+z0MAv3y/bb6D+g885mptvQxFLj4byXe+HO6ivrOxPj6yOkE+FhzSPX7T5rwRsyW82enqPWkAWb10w6+93Q0dve/oxz0Mhwy8UQTAvYQvU75uoL+9cpQNvfyxiT2PwQe+992ZParEoD03Pyo9tn6NvEwPbD66eaG9I2l9PRszLz0ijhM85sjKvLfkWL45Rmg+SgHlPf9JTTxHpSw8xIxpvXcduD1G2Ba+QyRSvh1UOD4ZxqS90nO2Pd83WT03qjU+uVIhPbEDQL2Y/uA8xAdTPIc3gb1e/4o7JebYvO32Jj7lEVI9l5gCPla6jbxVXVM8WnxJPZEPn7xlNw++mfKYvMaJZb0P8rC9WcfVvNVdi75E21u+YuS0vVJAAL2orri9EU6yO25zDz4Hzyy9qFP7PRxG3L7XR3g9fiesO4hKnrs3Cdg+lhBPPi2zVj4w09e9oIILPVZvEL1LeXC9ZHAivitokT2ojsK+hJbaPf/S5D24wyC9F7azvDPCHrzm7Pq9ynA7vnbfOD5p6p4+IDlDvIRiwbp2TLG9ZNwfPhBflD7ITYo+hRMmPmlkoD2ZAKM9P+6bPWSPrr35m5K9oEfcPO448L37Mqc95IjOPCeSHD2PTuq9zlpYvuIwbr19I9a9LArJvBbgZb0kfg2+w4Scvd0u9b3cvS2+KI6jvXpbjr4BaEy+VvAFPj3IrDuosWY+tmQ2PfdvnzzBBaG95yZEvgsOJb56bAg9XSiZvUrWOT2GaME+z5SaPat2ub0g+NO9M12JPWh4Nr7xWCE+hDThPRe0Azwnyxa+eKoHutVYC7xkMak+cOfLPU8vGz5Mg7S9OcRNvZFgkj3dqzA96cQWPRDaHr2e97c8eS71vORjJTzfB/E88bs1vROy6LwxRNS7nEcqPU/F2L1QNNq8s2c8vTifDb7dNz492AuiPgBKVT0sZsu9lhEcvE9og720t7s9GsC9PvBRVz6BYJA7Gv8PvugVUbxKZ8+8SwHFvboskj2nt9g8zYijvT2vmr1oJ+a5VLhkupEen7ySKNm9btYOvrQcPr7kWdK9fFSIvP3JVjzvkAM9RN2jOhW9yDxO2+k7Qg2aPdYEvzp6ODY9W4VYPYCTsr3jCmO9NoGQvu17or7RXG29iBYBvg+9yL04X/I9CTvWPcJnzbyBphs85YFivN6bpzxhplI+ZWyQPic/uT5tVoc+dBtAPi7ECb5fm809qv2cPe2knz6cnQo9EJO6vvZrP765sZa9g44BPQcrXb39h489KeWBvk6DS746br095apYvQ6JFb3O4iU8vJhPvs2WSD2hB528BFRNPj4bJT3t9nW9gK0OvAi8J70pDkA+3y6xPcDftb2Uo+U9bu9ovQeHQz1ULiy9N4TGvZ/fdb1XrD68RHLGPSNBljxWKcC8/9GmPDQBDL2gOew9KW2GvOUtDr1bogA9h/3ivWJwp7xI/Dk9sf4EvRM7zDxHeLq7uGf0PKZNDbzK8/m8X6qNvNmEIb3zXMW7HiNuPDnqgzx3VkM9nmMTvaGvxzwAhgC9nw8Qvns9Fz63xeu8PGHwPHnm2LzhW4A8QWrRPVKMTbvf+UI9ueWZPENa8DxMtla9wdEVPd3r9r1pCyK9syiJOYCaoz1mB8q8YCB5vZksUb5QU6a9QwdDvUa2yL0w1pC9Lo4vvmSgI72Bf0k+Ros0vZwbbb4/v6S9shAPvCwpAD7Glu49HCUcPoA4Eb6mhiG+XFnlva2THL4yaAC/6cjzvVABSbztTGq+cnTrPUJqFb6nnrG9OR9evk8eQ75e6iO+snPxPAC3oD0d+xy8TLxevSP+7z26MvY9lkWdPW+QCb2SnQ++17PPvFIanb19kxC9+lL0PcFVTj3SU3U9koFhvVLhpT0ct5U8Q30Hvc5Mtj1mdAy+eYvFvRJRITsY1eI8DdIBPZnHjL3jxwa/pKAGvswPkb5Za2K+AuCMvCvNCD430WY+bWqgPXEsXjw8LIU9z9CLvWQE4LxCGwE7oE63PQAtRT5EJbm+ON1avjKJ4TwDWxq9KuiFvOohxD1bVjc+igyDPpjOf74TvsO7CzhPvBbH7TuTflg+nLwEPsRihD5oW5a9FREYPeG09jrIjns9Ocqivdw2Pr52biC+3PTGPRbZ3LzJ89s7dyP+vcwnXz9I1ys9B47Ivvqt7r3Oh/O9VAWSvTz2vD0arEC+7u2cOwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
];
export {
  Digits,
  load,
  loadSync,
  signature
};
