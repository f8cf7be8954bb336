"""Starts one server of OpenStack Swift, or makes the rings that say where things lie, in a folder of its own.

`swift-s3.py rings FOLDER ACCOUNT_PORT CONTAINER_PORT OBJECT_PORT` or `swift-s3.py serve FOLDER proxy-server`.
Swift looks for its settings in /etc; here it is told otherwise before it looks.
"""

import os
import sys

import swift.common.utils as utils

what, folder, *rest = sys.argv[1:]
utils.SWIFT_CONF_FILE = os.path.join(folder, "swift.conf")



class Cache:
    """As much of memcached as one process needs."""

    def __init__(self):
        self.values = {}

    def set(self, key, value, **_):
        self.values[key] = value

    def get(self, key, **_):
        return self.values.get(key)

    def incr(self, key, delta=1, **_):
        self.values[key] = int(self.values.get(key, 0)) + delta
        return self.values[key]

    def delete(self, key, **_):
        self.values.pop(key, None)


def cache_factory(_settings, **_options):
    cache = Cache()

    def wrap(app):
        def answer(env, start_response):
            env["swift.cache"] = cache
            return app(env, start_response)

        return answer

    return wrap


if what == "rings":
    from swift.common.ring import RingBuilder

    for name, port in zip(("account", "container", "object"), rest):
        builder = RingBuilder(6, 1, 1)
        device = {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "disk", "weight": 1.0}
        builder.add_dev(device)
        builder.rebalance()
        builder.get_ring().save(os.path.join(folder, name + ".ring.gz"))
else:
    from swift.common.wsgi import run_wsgi

    sys.exit(run_wsgi(os.path.join(folder, rest[0] + ".conf"), rest[0], verbose=True))
