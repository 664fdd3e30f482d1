/**
 * The source text of one writer's scanner. It decodes records `[from, to)` whose payloads begin `h` bytes behind their starts
 * into rows from `k` on, and gives the record it stopped at: `to`, or one that is to be read the exact way. The next row is left in
 * `out[0]`. Where payloads stand behind the header of a schema registry, it also stops, with 1 in `out[1]`, before a record whose
 * header is not the zero byte and `id`, the schema id as a little-endian number: headers are looked at when their payloads are.
 */
import { HEADER_BYTES } from "../../registry/framing.ts";
import type { RowPlan } from "./targets.ts";
import { filledCode, LOCALS, skipCode } from "./value_code.ts";

/** Fields in one function: V8 does not optimize very long ones. */
const FIELDS_PER_PART = 60;

export const SCAN_PARAMETERS = ["b", "dv", "starts", "ends", "h", "from", "to", "k", "id"] as const;

/** The function's body: it gives a function of {@link SCAN_PARAMETERS}. */
export function scanCode(plan: RowPlan): string {
  const fields = fieldCodes(plan);
  const parts: string[] = [];
  let body = fields.join("\n");
  if (fields.length > FIELDS_PER_PART) {
    body = "";
    for (let at = 0; at < fields.length; at += FIELDS_PER_PART) {
      const code = fields.slice(at, at + FIELDS_PER_PART).join("\n");
      parts.push(`function part${parts.length}(b,dv,p,e,k){${LOCALS}rec:{${code}
return p;}return -1;}`);
      body += `p=part${parts.length - 1}(b,dv,p,e,k);if(p<0)break rec;`;
    }
  }
  return `${parts.join("\n")}
return function(${SCAN_PARAMETERS.join(",")}){${LOCALS}let p=0,e=0,i=from;
for(;i<to;i++){p=starts[i];e=ends[i];
if(p<0||h===0&&e<=p)continue;
if(h===${HEADER_BYTES}&&(e-p<${HEADER_BYTES}||dv.getInt32(p+1,true)!==id||b[p]!==0)){out[1]=1;break;}
p+=h;
rec:{${body}
if(p!==e)break rec;
R[k++]=i;continue;}
break;}
out[0]=k;return i;}`;
}

/** Values are numbered as {@link RowPlan.fields} has them, fields that are skipped by their place. */
function fieldCodes(plan: RowPlan): string[] {
  let value = 0;
  return plan.fields.map(({ type, filled }, n) => {
    if (filled.length === 0) return skipCode(type, n);
    if (filled.length === 1) return filledCode(filled[0]!, value++);
    // Several columns that differ in case mean the same field.
    return `z=p;${filled.map((one) => `p=z;${filledCode(one, value++)}`).join("\n")}`;
  });
}
