import {render} from "preact"; import {signal} from "@preact/signals"; const s=signal(1); function A(){return <p>{s.value}</p>} render(<A/>, document.body)
