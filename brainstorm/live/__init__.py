"""Whoever looks at a brainstorm sees a change at once.

`BrainstormEvent` is the source of truth; everything here only reads it. `updates` says what one audience learns since a
number; `hub` carries that to the streams of this process; `notify` wakes the hubs of all processes after a commit. A
browser without a stream asks for the same updates every two seconds. See docs/explanation/live-transport.md.
"""
