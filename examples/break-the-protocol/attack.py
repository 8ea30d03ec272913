#!/usr/bin/env python3
"""Attacks a table of `bacalhau simulate serve`, with nothing but Python's standard library.

Two attacks, one after the other, each with accounts of its own:

1. lone liar: a node that makes every result up. Unverified lies earn, the first slash takes more than all of them.
2. framing with a retreat: a client and nodes that work together. The client verifies its deals with honest nodes; a
   drawn accomplice lies, and a third replica is drawn. If that is an accomplice too, the client disputes and the honest
   node loses its stake. If it is not, the client tries to pay everybody, so that nobody loses anything. With
   `simulate serve --published-rules` that is taken; by default the ledger refuses it, as the client has escalated, and
   all that is left to the client is the dispute in which its accomplice is slashed.
"""

import argparse
import json
import secrets
import sys
import urllib.error
import urllib.request

PRICE = 1_000_000


class Table:
    def __init__(self, address, operator):
        self.address = address.rstrip("/") + "/market/v1"
        self.operator = operator

    def call(self, method, path, body=None, token=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")

    def advance(self, seconds):
        self.call("POST", "/clock", {"seconds": seconds}, self.operator)

    def join(self, name):
        return Player(self, name, self.call("POST", "/accounts", {"name": name})["Token"])

    def scores(self):
        return self.call("GET", "/scoreboard")


class Player:
    def __init__(self, table, name, token):
        self.table, self.name, self.token = table, name, token
        self.openings = {}

    def send(self, message, **members):
        return self.table.call("POST", "/messages", {"message": message, **members}, self.token)

    def state(self):
        return self.table.call("GET", "/state", token=self.token)

    def commit(self, deal, slot, opening):
        answer = self.send("commit", deal=deal["Deal"], **opening)
        if answer["Accepted"]:
            self.openings[(deal["Deal"], slot["Slot"])] = opening

    def run(self, deal):
        return self.table.call("POST", "/runs", {"jobKey": deal["JobKey"]}, self.token)

    def lie(self, deal, common=False):
        # A result that accomplices come upon as well is derived from the job; one's own is any.
        receipt = deal["JobKey"][::-1] if common else secrets.token_hex(32)
        return {"receipt": receipt, "fuel": 1, "pages": 0, "blob": "0" * 64, "rho": secrets.token_hex(32)}

    def reveal(self, deal):
        for (name, slot), opening in list(self.openings.items()):
            if name == deal["Deal"] and deal["State"] == "REVEALING" and deal["Slots"][slot]["State"] == "committed":
                self.send("reveal", deal=name, slot=slot, **opening)


def lone_liar(table, steps):
    liar = table.join("liar-" + secrets.token_hex(3))
    liar.send("stake", amount=6000 * PRICE)
    table.advance(86_400)  # weights are taken once a day
    for _ in range(steps):
        table.advance(30)
        for deal in liar.state()["Deals"]:
            for slot in deal["Slots"]:
                if slot["Node"] == liar.name and slot["State"] == "assigned":
                    liar.commit(deal, slot, liar.lie(deal))
            liar.reveal(deal)
    return [liar.name]


def framing(table, steps):
    mark = secrets.token_hex(3)
    nodes = {node.name: node for node in (table.join(f"framer-{mark}-{index}") for index in range(4))}
    client = table.join(f"framer-{mark}-client")
    client.retreats = client.refused = 0
    for node in nodes.values():
        node.send("stake", amount=9900 * PRICE)
    table.advance(86_400)
    for nonce in range(steps):
        key = secrets.token_hex(32)
        deal = client.send(
            "post", nonce=nonce, jobKey=secrets.token_hex(32), cap=PRICE, maxFuel=10**9, tExec=125,
            k=key, pPpm=25_000, encKey=secrets.token_hex(32),
        )
        if not deal["Accepted"]:
            print("cannot post:", deal["Error"])
            break
        victim = f"house-node-{nonce % 8 + 1}"
        client.send("assign", deal=deal["Deal"], node=victim, price=PRICE)
        for _ in range(10):
            table.advance(60)
            mine = turn(nodes, client, deal["Deal"], key)
            if not mine:
                break
    print(f"retreats tried: {client.retreats}, refused by the ledger: {client.refused}")
    return list(nodes) + [client.name]


def turn(nodes, client, name, key):
    """One look at the table: the nodes work, the client plays its deal. True while the deal is open."""
    is_open = False
    for deal in client.state()["Deals"]:
        is_mine = deal["Deal"] == name
        is_open = is_open or is_mine
        for slot in deal["Slots"]:
            node = nodes.get(slot["Node"])
            if node and slot["State"] == "assigned":
                node.commit(deal, slot, node.lie(deal, common=True) if is_mine else node.run(deal))
        for node in nodes.values():
            node.reveal(deal)
        if not is_mine:
            continue
        if deal["State"] == "COMMITTED":
            client.send("decide", deal=name, k=key, pPpm=25_000, verify=True, mult=12_000)
        if deal["State"] == "VERDICT":
            say(client, deal, verdict(nodes, deal))
    return is_open


def say(client, deal, what):
    """Gives the client's verdict; a retreat that the ledger refuses becomes the dispute that it asks for."""
    answer = client.send("verdict", deal=deal["Deal"], what=what)
    client.retreats += what == "PAY" and deal["Wave"] > 1
    if not answer["Accepted"] and answer["Error"].startswith("EscalationBinds"):
        client.refused += 1
        client.send("verdict", deal=deal["Deal"], what="DISPUTE")


def verdict(nodes, deal):
    ours = sum(slot["Node"] in nodes for slot in deal["Slots"])
    theirs = len(deal["Slots"]) - ours
    if ours > theirs:
        return "DISPUTE"
    return "ESCALATE" if ours == theirs else "PAY"


def report(title, table, names):
    board = table.scores()
    score = sum(player["Score"] for player in board["Players"] if player["Name"] in names)
    slashes = sum(player["Slashed"] for player in board["Players"] if player["Name"] in names)
    print(f"{title}: score {score:+.1f} prices of a job, slashed {slashes} times; "
          f"honest nodes of the house have lost {board['HouseLoss']:.0f}; broken promises: {board['Violation']}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--address", default="http://127.0.0.1:4321")
    arguments.add_argument("--operator", required=True, help="the operator's token, printed by the server")
    arguments.add_argument("--steps", type=int, default=200)
    options = arguments.parse_args()
    table = Table(options.address, options.operator)
    names = lone_liar(table, options.steps)
    table.advance(4 * 86_400)  # what is not opened counts as opened wrongly after three days
    report("lone liar", table, names)
    names = framing(table, options.steps)
    report("framing with a retreat", table, names)


if __name__ == "__main__":
    main()
