import { Outbox } from "../outbox.js";
import { RoomCard } from "../room-card.js";
import { Page } from "./page.js";

/** The room, and what was wished for it here. */
export function Room() {
  return (
    <Page title="Room" className="beside">
      <RoomCard heading="Room 1" />
      <Outbox />
    </Page>
  );
}
