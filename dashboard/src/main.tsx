// The dashboard's entry: the daemon serves the page that loads it.

import { render } from "preact";
import { App } from "./app.tsx";
import { followEvents } from "./event-feed.ts";
import { takeTokenFromAddress } from "./session.ts";
import { keepFresh } from "./store.ts";

takeTokenFromAddress();
// Asked before anything is drawn: the daemon answers meanwhile.
keepFresh();
void followEvents();
render(<App />, document.querySelector("#root")!);
